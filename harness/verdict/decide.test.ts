import { describe, expect, it } from 'vitest';
import type { Operator } from '../model/target.ts';
import type { Interval } from '../model/verdict.ts';
import { decide, headroom, type Side, sideOf, sideOfDuration, worst } from './decide.ts';

const interval = (low: number | null, high: number | null): Interval => ({
  low,
  high,
  confidence: 0.95,
  method: 'x',
});

describe('an interval against a bound', () => {
  it.each<[Operator, number, number, Side]>([
    ['<', 1, 2, 'kept'],
    ['<', 1, 3, 'open'],
    ['<=', 1, 3, 'kept'],
    ['<', 3, 4, 'broken'],
    ['<=', 3, 4, 'open'],
    ['<=', 4, 5, 'broken'],
    ['>', 4, 5, 'kept'],
    ['>', 3, 5, 'open'],
    ['>=', 3, 5, 'kept'],
    ['>', 2, 3, 'broken'],
    ['>=', 2, 3, 'open'],
    ['>=', 1, 2, 'broken'],
    ['<', 2, 4, 'open'],
  ])('x %s 3 for %d to %d: %s', (operator, low, high, side) => {
    expect(sideOf(interval(low, high), operator, 3)).toBe(side);
  });

  it('is never kept on an unbounded side', () => {
    expect(sideOf(interval(1, null), '<', 3)).toBe('open');
    expect(sideOf(interval(4, null), '<', 3)).toBe('broken');
    expect(sideOf(interval(null, 2), '<', 3)).toBe('kept');
    expect(sideOf(interval(null, 2), '>', 3)).toBe('broken');
  });

  it.each<[Operator, number | null, number | null, Side]>([
    ['<', 30, 50, 'kept'],
    ['<=', 30, 50, 'kept'],
    ['<', 50, 70, 'broken'],
    ['<=', 50, 70, 'broken'],
    ['<', 30, 70, 'open'],
    ['<', 30, null, 'open'],
    ['<', 50, null, 'broken'],
    ['>', 50, 70, 'kept'],
    ['>=', 30, 50, 'broken'],
  ])('a duration in the bucket, %s 50 for (%d, %d]: %s', (operator, low, high, side) => {
    expect(sideOfDuration(interval(low, high), operator, 50)).toBe(side);
  });
});

describe('headroom', () => {
  const INDICATORS = {
    ms: { source: 'requests', statistic: 'quantile', q: 0.95 },
    'requests/s': { source: 'requests', statistic: 'rate', per: 'second' },
    ratio: { source: 'requests', statistic: 'share' },
    users: { source: 'users', statistic: 'minimum' },
  } as const;
  type Unit = keyof typeof INDICATORS;
  const target = (operator: Operator, bound: number, unit: Unit) => ({
    ...{ operator, bound, indicator: INDICATORS[unit] },
  });

  it.each<[Operator, number, Unit, number, number | null]>([
    ['<', 200, 'ms', 50, 0.75],
    ['<', 200, 'ms', 300, -0.5],
    ['>=', 1000, 'requests/s', 1200, 0.2],
    ['>=', 1000, 'requests/s', 900, -0.1],
    ['>=', 30_000, 'users', 30_000, 0],
    // One failure in 4,000 where one in 1,000 is allowed leaves three quarters of the budget.
    ['>=', 0.999, 'ratio', 0.99975, 0.75],
    ['>', 0.8, 'ratio', 0.9, 0.5],
    ['>', 0.8, 'ratio', 0, -4],
    ['>=', 1, 'ratio', 0.5, null],
    ['<', 0, 'ms', 1, null],
  ])('of x %s %d %s at %d is %d', (operator, bound, unit, actual, expected) => {
    const result = headroom(target(operator, bound, unit), actual);
    if (expected === null) expect(result).toBeNull();
    else expect(result).toBeCloseTo(expected, 9);
  });
});

describe('a decision', () => {
  const keptBelow = (bound: number) => (of: Interval) => sideOf(of, '<', bound);

  it('is a fail when the promise was broken in this run, however little that says about the system', () => {
    const found = decide({ realised: interval(4, 5), system: interval(0, 9) }, keptBelow(3));
    expect(found).toEqual({ decision: 'fail', interval: interval(4, 5) });
  });

  it('is a pass only when the system would keep it again', () => {
    const of = (system: Interval | null) =>
      decide({ realised: interval(1, 2), system }, keptBelow(3)).decision;
    expect(of(interval(0.5, 2.5))).toBe('pass');
    expect(of(interval(0.5, 3.5))).toBe('inconclusive');
    expect(of(null)).toBe('inconclusive');
  });

  it('is open when the promise was broken by less than the uncertainty', () => {
    const found = decide({ realised: interval(2.9, 3.2), system: interval(2, 4) }, keptBelow(3));
    expect(found).toEqual({ decision: 'inconclusive', interval: interval(2, 4) });
    expect(decide({ realised: null, system: null }, keptBelow(3))).toEqual({
      decision: 'inconclusive',
      interval: null,
    });
  });
});

it('the worst status is fail, then invalid, then inconclusive; of none, inconclusive', () => {
  expect(worst(['pass', 'invalid', 'fail', 'inconclusive'])).toBe('fail');
  expect(worst(['pass', 'invalid', 'inconclusive'])).toBe('invalid');
  expect(worst(['pass', 'inconclusive'])).toBe('inconclusive');
  expect(worst(['pass'])).toBe('pass');
  expect(worst([])).toBe('inconclusive');
});
