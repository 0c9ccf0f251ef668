import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import { SCRIPT, SCRIPT_HASH } from '../shared/page/script.ts';

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

/** Style sheets and the script are never compared. */
export function withoutStyle(page: string): string {
  return withoutScript(page)
    .replace(/<style>.*?<\/style>/gs, '<style>...</style>')
    .replace(SCRIPT_HASH, 'sha256-...');
}

/** A page without the script of all pages, which must be there once and unaltered. What is left has no script. */
export function withoutScript(page: string): string {
  const parts = page.split(`<script>${SCRIPT}</script>`);
  if (parts.length !== 2) throw new Error(`The page has its script ${parts.length - 1} times`);
  return parts.join('');
}
