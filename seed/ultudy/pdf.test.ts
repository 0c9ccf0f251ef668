import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { Random } from '../generate/random.ts';
import { makePdf } from './pdf.ts';

const TITLE = 'Torts (a \\ reader)';
const pdfOf = (pages: number, seed = 1) => makePdf(TITLE, pages, Random.from(seed, 'test'));

/** Reads a PDF as ISO 32000-1 section 7.5 says: from the end, by the cross-reference table. */
function readPdf(pdf: Buffer): { objects: Map<number, string>; root: number } {
  const text = pdf.toString('latin1');
  expect(text.startsWith('%PDF-1.4\n')).toBe(true);
  const [, startsAt] = /startxref\n(\d+)\n%%EOF\n$/.exec(text)!;
  const table = text.slice(Number(startsAt));
  const [, size] = /^xref\n0 (\d+)\n0000000000 65535 f \n/.exec(table)!;
  const [, trailerSize, root] = /trailer\n<< \/Size (\d+) \/Root (\d+) 0 R >>/.exec(table)!;
  expect(trailerSize).toBe(size);
  const offsets = [...table.matchAll(/^(\d{10}) 00000 n $/gm)].map(([, offset]) => Number(offset));
  expect(offsets).toHaveLength(Number(size) - 1);
  const objects = new Map(
    offsets.map((offset, index) => {
      const end = offsets[index + 1] ?? Number(startsAt);
      const object = text.slice(offset, end);
      expect(object.startsWith(`${index + 1} 0 obj\n`)).toBe(true);
      expect(object.endsWith('\nendobj\n')).toBe(true);
      return [index + 1, object];
    }),
  );
  return { objects, root: Number(root) };
}

/** The bytes of a stream, whose length must be as its dictionary says. */
function streamOf(object: string): string {
  const length = Number(/\/Length (\d+) >>/.exec(object)![1]);
  const begin = object.indexOf('stream\n') + 'stream\n'.length;
  expect(object.slice(begin + length)).toBe('\nendstream\nendobj\n');
  return object.slice(begin, begin + length);
}

describe.each([1, 2, 50])('a PDF of %i pages', (pages) => {
  it('has every object where its cross-reference table says, and as many pages', () => {
    const { objects, root } = readPdf(pdfOf(pages));
    expect(objects.get(root)).toContain('/Type /Catalog /Pages 2 0 R');
    const [, kids, count] = /\/Kids \[(.*)\] \/Count (\d+)/.exec(objects.get(2)!)!;
    expect(Number(count)).toBe(pages);
    const ids = kids!.split(' 0 R').flatMap((id) => (id === '' ? [] : Number(id)));
    expect(new Set(ids).size).toBe(pages);
    for (const [index, id] of ids.entries()) {
      const page = objects.get(id)!;
      expect(page).toContain('/Type /Page /Parent 2 0 R');
      const [, contents] = /\/Contents (\d+) 0 R/.exec(page)!;
      const [, picture] = /\/Im1 (\d+) 0 R/.exec(page)!;
      expect(streamOf(objects.get(Number(contents))!)).toContain(
        `(Torts \\(a \\\\ reader\\), page ${index + 1} of ${pages}) Tj`,
      );
      expect(streamOf(objects.get(Number(picture))!)).toHaveLength(64 * 64);
    }
  });

  it.skipIf(spawnSync('pdfinfo', ['-v']).error)('is opened by Poppler, with its text', () => {
    const pdf = pdfOf(pages);
    const info = spawnSync('pdfinfo', ['-'], { input: pdf, encoding: 'utf8' });
    expect([info.status, info.stderr]).toEqual([0, '']);
    expect(info.stdout).toMatch(new RegExp(`^Pages: +${pages}$`, 'm'));
    const text = spawnSync('pdftotext', ['-', '-'], { input: pdf, encoding: 'utf8' });
    expect([text.status, text.stderr]).toEqual([0, '']);
    expect(text.stdout).toContain(`${TITLE}, page ${pages} of ${pages}`);
  });
});

it('is the same from the same seed, and another from another', () => {
  expect(pdfOf(2)).toEqual(pdfOf(2));
  expect(pdfOf(2, 2)).not.toEqual(pdfOf(2));
});
