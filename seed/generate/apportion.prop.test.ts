import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apportion, zipfWeights } from './apportion.ts';

describe('apportion', () => {
  it('gives everyone at least one, and in all exactly what there is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: 1, maxLength: 300 }),
        fc.nat(10_000),
        (weights, spare) => {
          const shares = apportion(weights.length + spare, weights);
          expect(Math.min(...shares)).toBeGreaterThanOrEqual(1);
          expect(shares.every(Number.isInteger)).toBe(true);
          expect(shares.reduce((sum, share) => sum + share, 0)).toBe(weights.length + spare);
        },
      ),
    );
  });

  it('rounds by largest remainder', () => {
    // 7 beyond one each, weights 5 : 3 : 2 give 3.5, 2.1 and 1.4; the one left over goes to the first
    expect(apportion(10, [5, 3, 2])).toEqual([5, 3, 2]);
    // 5 beyond one each, weights 1 : 1 : 1 give 1.67 each; the two left over go to the first two
    expect(apportion(8, [1, 1, 1])).toEqual([3, 3, 2]);
  });
});

describe('zipfWeights', () => {
  it('falls with the rank to the power of the exponent', () => {
    expect(zipfWeights(4, 0.5).map((weight) => weight.toFixed(4))).toEqual([
      '1.0000',
      '0.7071',
      '0.5774',
      '0.5000',
    ]);
    expect(zipfWeights(3, 0)).toEqual([1, 1, 1]);
  });
});
