import { describe, expect, it } from 'vitest';
import { madeUpComparison } from '../testdata/comparisons.ts';
import { headDifferences } from './head-differences.ts';

describe('headDifferences', () => {
  it('is the one of the claim, with the interval by which it was judged', () => {
    const { comparison } = madeUpComparison('supported');
    const { ratio, ratioEstimate } = comparison.claim!;
    expect(headDifferences(comparison)).toMatchObject([
      {
        measure: { name: 'databaseQueriesPerSec' },
        compared: 'cache: Redis, against cache: none',
        ratio,
        ratioEstimate,
      },
    ]);
  });

  it('without a claim is that of every other arm from the baseline, in the first measure', () => {
    const { comparison } = madeUpComparison('supported');
    const found = headDifferences({ ...comparison, claim: null });
    expect(found.map(({ compared }) => compared)).toEqual([
      'cache: Redis, against cache: none',
      'cache: memory and Redis, against cache: none',
    ]);
    expect(new Set(found.map(({ measure }) => measure.name))).toEqual(
      new Set([comparison.measures[0]!.name]),
    );
    for (const { ratioEstimate } of found) expect(ratioEstimate).toBeLessThan(0.5);
  });

  it('is none if nothing was compared', () => {
    const { comparison } = madeUpComparison('supported');
    expect(headDifferences({ ...comparison, claim: null, differences: [] })).toEqual([]);
    expect(headDifferences({ ...comparison, claim: null, measures: [] })).toEqual([]);
  });
});
