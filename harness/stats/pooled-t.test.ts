import { describe, expect, it } from 'vitest';
import { pooledT, pooledTInterval } from './pooled-t.ts';

describe('pooledT', () => {
  it('agrees with a published example', () => {
    // Two samples with means 2 and 5 and a common variance of 1: t = -3 / sqrt(2/3) with 4 degrees of freedom.
    const { mean, standardError, degreesOfFreedom, pValue } = pooledT([1, 2, 3], [4, 5, 6]);
    expect(mean).toBe(-3);
    expect(standardError).toBeCloseTo(Math.sqrt(2 / 3), 12);
    expect(degreesOfFreedom).toBe(4);
    expect(pValue).toBeCloseTo(0.0213116, 7);
  });

  it('takes the spread from the other sample if one is a single value', () => {
    // With 2 degrees of freedom, p = 1 - t / sqrt(2 + t^2); here t = sqrt(3) / 2.
    const { standardError, pValue } = pooledT([3], [1, 2, 3]);
    expect(standardError).toBeCloseTo(Math.sqrt(4 / 3), 12);
    expect(pValue).toBeCloseTo(1 - Math.sqrt(0.75 / 2.75), 12);
  });

  it('has an interval that ends at the quantile of Student', () => {
    const { low, high } = pooledTInterval(pooledT([1, 2, 3], [4, 5, 6]), 0.95);
    expect(low).toBeCloseTo(-3 - 2.776445 * Math.sqrt(2 / 3), 5);
    expect(high).toBeCloseTo(-3 + 2.776445 * Math.sqrt(2 / 3), 5);
  });

  it('does not trust values that agree more closely than they were measured', () => {
    expect(pooledT([2, 2], [1, 1]).pValue).toBe(0);
    expect(pooledT([2, 2], [1, 1], 0.5).standardError).toBe(0.5);
    expect(pooledT([1, 1], [1, 1]).pValue).toBe(1);
  });

  it('refuses samples without a spread, and values that are not numbers', () => {
    expect(() => pooledT([1], [2])).toThrow(RangeError);
    expect(() => pooledT([], [1, 2, 3])).toThrow(RangeError);
    expect(() => pooledT([Number.NaN], [1, 2, 3])).toThrow(RangeError);
  });
});
