import { createHash } from 'node:crypto';
import { type PdfRange, rangeOfEnd, rangeOfPage } from '../../reference-server/ultudy/documented.ts';
import { Random } from '../generate/random.ts';
import { type Catalogue, objectKeyOf, type PlannedMaterial } from './catalogue.ts';
import { makePdf } from './pdf.ts';

/** The bytes of a PDF, from the random seed and its number alone: its row and its file are made apart and must agree. */
export function pdfOf(
  { id, title, pages }: Pick<PlannedMaterial, 'id' | 'title' | 'pages'>,
  randomSeed: number,
): Buffer {
  return makePdf(title, pages, Random.from(randomSeed, 'pdf', id));
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Of a whole PDF, of its end, and of the bytes about each of its pages: what readers fetch is checked with them. */
export function partSha256sOf(pdf: Buffer, pages: number): string[] {
  const sha256At = ({ from, to }: PdfRange) => sha256Of(pdf.subarray(from, to + 1));
  const ofPages = Array.from({ length: pages }, (_, index) =>
    sha256At(rangeOfPage(index + 1, { pages, sizeBytes: pdf.length })),
  );
  return [sha256Of(pdf), sha256At(rangeOfEnd(pdf.length)), ...ofPages];
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
