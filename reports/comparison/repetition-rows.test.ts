import { describe, expect, it } from 'vitest';
import { madeUpComparison } from '../testdata/comparisons.ts';
import { orderByBlock, repetitionRows } from './repetition-rows.ts';

describe('repetitionRows', () => {
  it('follows the order of execution, and gives the number of attempts', () => {
    const data = madeUpComparison('supported');
    const rows = repetitionRows(data);
    expect(rows.map(({ folder }) => folder)).toEqual(data.run.repetitions.map(({ folder }) => folder));
    expect(rows.filter(({ tries }) => tries > 1)).toHaveLength(1);
    expect(rows.filter(({ counts }) => !counts).map(({ reasons }) => reasons)).toEqual([
      ['Arrivals were dropped: 312 of 24,000, where none may be.'],
    ]);
  });

  it('includes failed repetitions, but not planned ones', () => {
    const { comparison, pictures, run } = madeUpComparison('supported');
    const [first, second, ...others] = run.repetitions;
    const repetitions = [
      { ...first!, folder: null, state: 'planned' as const },
      { ...second!, folder: 'arms/x/y', state: 'failed' as const, reason: 'No disk.' },
      ...others,
    ];
    const left = new Set(others.map(({ folder }) => folder));
    const arms = comparison.arms.map((arm) => ({
      ...arm,
      repetitions: arm.repetitions.filter(({ folder }) => left.has(folder)),
    }));
    const rows = repetitionRows({
      comparison: { ...comparison, arms },
      pictures,
      run: { ...run, repetitions },
    });
    expect(rows).toHaveLength(others.length + 1);
    expect(rows[0]).toMatchObject({ folder: 'arms/x/y', counts: false, reasons: ['No disk.'], values: {} });
  });

  it('goes by block if the order is unknown, without figures of an invalid arm', () => {
    const { comparison, pictures } = madeUpComparison('unusable');
    const rows = repetitionRows({ comparison, pictures });
    expect(rows.map(({ block }) => block)).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]);
    const invalid = rows.filter(({ drawn }) => !drawn.arm.isValid);
    expect(invalid.map(({ values, counts }) => ({ values, counts }))).toEqual(
      Array(4).fill({ values: {}, counts: false }),
    );
  });
});

describe('orderByBlock', () => {
  it('names every arm of a block once', () => {
    const data = madeUpComparison('refuted');
    const order = orderByBlock(data);
    expect(order).toHaveLength(12);
    for (const names of order)
      expect(new Set(names)).toEqual(new Set(data.comparison.arms.map(({ label }) => label)));
    expect(orderByBlock({ comparison: data.comparison, pictures: [] })).toEqual([]);
  });
});
