import { createHash } from 'node:crypto';
import { Random } from '../generate/random.ts';
import { type Catalogue, objectKeyOf, type PlannedMaterial } from './catalogue.ts';
import { makePdf } from './pdf.ts';

/** The bytes of a PDF, from the random seed and its number alone: its row and its file are made apart and must agree. */
export function pdfOf({ id, title, pages }: PlannedMaterial, randomSeed: number): Buffer {
  return makePdf(title, pages, Random.from(randomSeed, 'pdf', id));
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Every PDF of the catalogue, one in memory at a time. */
export function* materialFiles(
  { materials }: Catalogue,
  randomSeed: number,
): Generator<{ key: string; contentType: string; bytes: Uint8Array }> {
  for (const material of materials) {
    yield {
      key: objectKeyOf(material),
      contentType: 'application/pdf',
      bytes: pdfOf(material, randomSeed),
    };
  }
}
