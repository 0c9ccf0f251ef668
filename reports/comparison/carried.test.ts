import { describe, expect, it } from 'vitest';
import { DOUBT } from '../../harness/compare/differences/testing/carried.ts';
import { carriedComparison, OF_CLAIM } from '../testdata/carried.ts';
import { withoutScript } from '../testdata/golden.ts';
import { claimRows } from './claim-rows.ts';
import { renderComparison } from './index.ts';
import { levelRows } from './levels.ts';

describe('the report of what was carried', () => {
  it('lists every level of each arm, and why it was not carried', () => {
    const rows = levelRows(carriedComparison());
    expect(rows.find(({ cells }) => cells[0] === '100')).toEqual({
      arm: 'cache-none',
      cells: ['100', 'p95 900 ms', '3', '4', '20', '100%'],
    });
    expect(rows.at(-1)).toEqual({
      arm: 'cache-redis',
      cells: ['1,139', `not judged: ${DOUBT}`, '0', '2', '20', '100%'],
    });
  });

  it('says on which side a figure is open, level by level and row by row', async () => {
    const comparison = carriedComparison();
    const { html, markdown } = await renderComparison({ comparison, pictures: [] });
    for (const text of [withoutScript(html), markdown]) {
      expect(text).toContain('fewer than 100');
      expect(text).toContain('at least 759');
      expect(text).toContain('Level by level');
      expect(text).toContain('$5');
      expect(text).toContain('Monthly cost (stated, not measured)');
      expect(text).toContain('Not reached: It is too far away.');
      expect(text).toContain('up to 1,139 users who think for 10 s, in 7 levels from 100 on');
      expect(text).not.toMatch(/NaN|undefined|\[object|Infinity/);
    }
    expect(html).not.toContain('<b>Redis</b>');
  });

  it('shows the price of a row as the document states it', () => {
    const comparison = carriedComparison();
    const { factNames, rows } = claimRows(comparison, comparison.claim!);
    expect(factNames).toEqual(['Monthly cost']);
    expect(rows.map(({ name, status, claimed, facts }) => [name, status, claimed, facts])).toEqual([
      ['Today', 'not-settled', 'at least 200 users', ['$0']],
      ['With <b>Redis</b>', 'not-settled', 'at least 2,000 users', ['$5']],
      ['On the moon', 'not-settled', 'at least 50,000 users', ['']],
    ]);
  });

  it('shows a claimed difference in the unit of its measure', async () => {
    const difference = { ...OF_CLAIM, arm: { cache: 'redis' }, against: { cache: 'none' }, difference: 5000 };
    const { html, markdown } = await renderComparison({
      comparison: carriedComparison(difference),
      pictures: [],
    });
    for (const text of [html, markdown]) expect(text).toContain('at least 5,000 users more');
  });
});
