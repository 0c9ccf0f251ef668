import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holmAdjusted, holmLevels } from './holm.ts';

const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 });

describe("Holm's adjustment", () => {
  it('by hand', () => {
    // 5 * 0.01, 4 * 0.02, 3 * 0.03, then 2 * 0.04 = 0.08 and 0.05, both raised to the value before them.
    const adjusted = holmAdjusted([0.01, 0.02, 0.03, 0.04, 0.05]);
    expect(adjusted).toEqual([0.05, 0.08, 0.09, 0.09, 0.09].map((p) => expect.closeTo(p, 12)));
    expect(holmAdjusted([0.04, 0.01, 0.6])).toEqual([0.08, 0.03, 0.6].map((p) => expect.closeTo(p, 12)));
    expect(holmAdjusted([0.7, 0.9])).toEqual([1, 1]);
    expect(holmAdjusted([])).toEqual([]);
  });

  it('rejects values that are not probabilities', () => {
    expect(() => holmAdjusted([0.1, 1.1])).toThrow(RangeError);
    expect(() => holmAdjusted([Number.NaN])).toThrow(RangeError);
  });

  it('lies between the plain value and that of Bonferroni, and keeps the order', () => {
    fc.assert(
      fc.property(pValues, (values) => {
        const adjusted = holmAdjusted(values);
        values.forEach((p, i) => {
          expect(adjusted[i]).toBeGreaterThanOrEqual(p);
          expect(adjusted[i]).toBeLessThanOrEqual(Math.min(1, p * values.length));
          values.forEach((other, j) => {
            if (p < other) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j]!);
          });
        });
      }),
    );
  });

  it('rejects what the step-down procedure rejects', () => {
    fc.assert(
      fc.property(pValues, fc.double({ min: 0.001, max: 0.2, noNaN: true }), (values, level) => {
        // In its original form: from the smallest on, stop at the first that is not under level / (remaining tests).
        const ascending = values.toSorted((a, b) => a - b);
        let rejected = 0;
        while (rejected < values.length && ascending[rejected]! < level / (values.length - rejected))
          rejected++;
        // If a product rounds to the level itself, the two forms may differ.
        fc.pre(ascending.every((p, i) => Math.abs(p * (values.length - i) - level) > 1e-12));
        expect(holmAdjusted(values).filter((p) => p < level)).toHaveLength(rejected);
      }),
    );
  });
});

describe("the levels of Holm's intervals", () => {
  it('by hand', () => {
    // 0.01 < 0.05 / 4 and 0.015 < 0.05 / 3 are rejected; 0.03 is not under 0.05 / 2, so the rule stops there.
    expect(holmLevels([0.03, 0.01, 0.04, 0.015], 0.05)).toEqual([0.025, 0.0125, 0.025, 0.05 / 3]);
    expect(holmLevels([0.5, 0.04], 0.05)).toEqual([0.025, 0.025]);
    expect(holmLevels([0.04, 0.02], 0.05)).toEqual([0.05, 0.025]);
    expect(holmLevels([], 0.05)).toEqual([]);
  });

  it('are undercut by exactly the p-values that the rule rejects', () => {
    fc.assert(
      fc.property(pValues, fc.double({ min: 0.001, max: 0.2, noNaN: true }), (values, level) => {
        const adjusted = holmAdjusted(values);
        fc.pre(adjusted.every((p) => Math.abs(p - level) > 1e-12));
        const levels = holmLevels(values, level);
        expect(values.map((p, i) => p < levels[i]!)).toEqual(adjusted.map((p) => p < level));
        for (const each of levels) expect(each).toBeLessThanOrEqual(level);
      }),
    );
  });
});
