import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairedT, pairedTInterval } from './paired-t.ts';
import { normalFrom, seededRandom } from './testing/seeded-random.ts';

describe('the paired t test', () => {
  it("is that of Student's own example", () => {
    // Additional hours of sleep by two drugs, ten patients; t = 4.06, p = 0.00283, 0.70 to 2.46 (R, ?sleep).
    const test = pairedT([1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4]);
    expect(test.mean).toBeCloseTo(1.58, 12);
    expect(test.mean / test.standardError).toBeCloseTo(4.0621, 4);
    expect(test.pValue).toBeCloseTo(0.002833, 6);
    expect(pairedTInterval(test, 0.95)).toEqual({
      low: expect.closeTo(0.7001142, 6),
      high: expect.closeTo(2.4598858, 6),
      confidence: 0.95,
      method: 'paired t',
    });
  });

  it('shows no difference if all differences are 0, and a constant one as far as measured precision allows', () => {
    expect(pairedT([0, 0, 0, 0])).toMatchObject({ mean: 0, standardError: 0, pValue: 1 });
    expect(pairedT([2, 2, 2, 2]).pValue).toBe(0);
    // t = 2 / (2 / sqrt(4)) = 2 at 3 degrees of freedom: 0.139.
    expect(pairedT([2, 2, 2, 2], 2).pValue).toBeCloseTo(0.1393, 4);
    expect(pairedT([1, 3, 2, 2], 0.1)).toEqual(pairedT([1, 3, 2, 2]));
  });

  it('needs two pairs of finite differences', () => {
    expect(() => pairedT([1])).toThrow(RangeError);
    expect(() => pairedT([1, Number.NaN])).toThrow(RangeError);
  });

  it('rejects 0 exactly when the interval excludes it', () => {
    const differences = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), {
      minLength: 2,
      maxLength: 20,
    });
    fc.assert(
      fc.property(differences, fc.double({ min: 0.5, max: 0.9999, noNaN: true }), (values, confidence) => {
        const test = pairedT(values);
        fc.pre(Math.abs(test.pValue - (1 - confidence)) > 1e-9);
        const { low, high } = pairedTInterval(test, confidence);
        expect(low > 0 || high < 0).toBe(test.pValue < 1 - confidence);
      }),
    );
  });

  it('contains the truth as often as stated', () => {
    const normal = normalFrom(seededRandom(1908));
    let held = 0;
    for (let i = 0; i < 4000; i++) {
      const test = pairedT(Array.from({ length: 4 }, () => 0.3 + normal()));
      const { low, high } = pairedTInterval(test, 0.95);
      if (low <= 0.3 && 0.3 <= high) held++;
    }
    // Four standard errors of 0.34%.
    expect(Math.abs(held / 4000 - 0.95)).toBeLessThan(0.0138);
  });
});
