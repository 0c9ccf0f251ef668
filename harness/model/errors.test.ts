import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES, EXIT } from './errors.ts';

const page = await readFile(new URL('../../docs/errors.md', import.meta.url), 'utf8');

/** The cells of every row of a table whose first cell matches. */
function rows(firstCell: RegExp): string[][] {
  return page
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .filter(([first = '']) => firstCell.test(first));
}

describe('docs/errors.md', () => {
  it('lists every code once, with its exit code', () => {
    const documented = rows(/^`[A-Z_]+`$/).map(([code = '', exit]) => [
      code.replaceAll('`', ''),
      Number(exit),
    ]);
    expect(documented).toEqual(Object.entries(ERROR_CODES));
  });

  it('explains for every code what it means and what to do', () => {
    for (const [code, , meaning = '', advice = '', ...rest] of rows(/^`/)) {
      expect(rest, code).toEqual([]);
      expect(meaning, code).toMatch(/^.{20,}\.$/);
      expect(advice, code).toMatch(/^.{20,}\.$/);
    }
  });

  it('lists every exit code', () => {
    const documented = rows(/^\d+$/).map(([exit]) => Number(exit));
    expect(documented).toEqual(Object.values(EXIT).toSorted((a, b) => a - b));
  });
});
