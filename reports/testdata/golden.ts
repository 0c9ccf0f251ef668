import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';

/** Compares a text with goldens/<name>. `UPDATE_GOLDENS=1` writes it instead: read the diff before you commit it. */
export function expectGolden(name: string, text: string): void {
  const file = new URL(`./goldens/${name}`, import.meta.url);
  if (process.env.UPDATE_GOLDENS === '1') {
    mkdirSync(new URL('.', file), { recursive: true });
    writeFileSync(file, text);
  }
  expect(text).toBe(readFileSync(file, 'utf8'));
}

/** Page goldens keep the titles of charts and leave out their paths: the look of charts has its own goldens. */
export function withoutDrawings(page: string): string {
  return page.replace(
    /(<svg class="chart[^>]*>\s*<title>[^<]*<\/title><desc>[^<]*<\/desc>).*?<\/svg>/gs,
    '$1...</svg>',
  );
}

/** Style sheets are never compared. */
export function withoutStyle(page: string): string {
  return page.replace(/<style>.*?<\/style>/gs, '<style>...</style>');
}
