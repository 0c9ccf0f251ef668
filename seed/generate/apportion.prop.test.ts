import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apportion, zipfWeights } from './apportion.ts';

describe('apportion', () => {
  it('gives each at least one, and the shares add up to the total', () => {
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
    // After one each, 7 remain; weights 5 : 3 : 2 give 3.5, 2.1 and 1.4, and the one left over goes to the first
    expect(apportion(10, [5, 3, 2])).toEqual([5, 3, 2]);
    // After one each, 5 remain; weights 1 : 1 : 1 give 1.67 each, and the two left over go to the first two
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
