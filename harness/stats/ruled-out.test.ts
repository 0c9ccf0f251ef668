import { describe, expect, it } from 'vitest';
import { pairedT, pairedTInterval } from './paired-t.ts';
import { leastRuledOut } from './ruled-out.ts';
import { normalFrom, seededRandom } from './testing/seeded-random.ts';

describe('leastRuledOut', () => {
  it('agrees with tabulated quantiles', () => {
    // t(97.5%) = 2.364624 and t(90%) = 1.414924 with 7 degrees of freedom.
    const of = { deviation: 0.04, pairs: 8, confidence: 0.95, power: 0.9 };
    expect(leastRuledOut(of)).toBeCloseTo(((2.364624 + 1.414924) * 0.04) / Math.sqrt(8), 7);
  });

  it.each([4, 8, 12])('is ruled out by %d pairs about as often as its power says', (pairs) => {
    const normal = normalFrom(seededRandom(7));
    const least = leastRuledOut({ deviation: 1, pairs, confidence: 0.95, power: 0.9 });
    const ruledOut = Array.from({ length: 4000 }, () => {
      const differences = Array.from({ length: pairs }, () => normal());
      return pairedTInterval(pairedT(differences), 0.95).high < least;
    });
    const share = ruledOut.filter(Boolean).length / ruledOut.length;
    expect(share).toBeGreaterThan(0.85);
    expect(share).toBeLessThan(0.93);
  });

  it('needs two pairs', () => {
    expect(() => leastRuledOut({ deviation: 1, pairs: 1, confidence: 0.95, power: 0.9 })).toThrow(RangeError);
  });
});
