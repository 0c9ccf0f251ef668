import { describe, expect, it } from 'vitest';
import type { Operator, Target } from '../model/target.ts';
import type { Interval } from '../model/verdict.ts';
import { decide, decideDuration, headroom, worst } from './decide.ts';

const interval = (low: number | null, high: number | null): Interval => ({
  low,
  high,
  confidence: 0.95,
  method: 'x',
});

describe('an interval against a bound', () => {
  it.each<[Operator, number, number, string]>([
    ['<', 1, 2, 'pass'],
    ['<', 1, 3, 'inconclusive'],
    ['<=', 1, 3, 'pass'],
    ['<', 3, 4, 'fail'],
    ['<=', 3, 4, 'inconclusive'],
    ['<=', 4, 5, 'fail'],
    ['>', 4, 5, 'pass'],
    ['>', 3, 5, 'inconclusive'],
    ['>=', 3, 5, 'pass'],
    ['>', 2, 3, 'fail'],
    ['>=', 2, 3, 'inconclusive'],
    ['>=', 1, 2, 'fail'],
    ['<', 2, 4, 'inconclusive'],
  ])('x %s 3 for %d to %d: %s', (operator, low, high, decision) => {
    expect(decide(interval(low, high), operator, 3)).toBe(decision);
  });

  it('never passes on an unbounded side', () => {
    expect(decide(interval(1, null), '<', 3)).toBe('inconclusive');
    expect(decide(interval(4, null), '<', 3)).toBe('fail');
    expect(decide(interval(null, 2), '<', 3)).toBe('pass');
    expect(decide(interval(null, 2), '>', 3)).toBe('fail');
  });

  it.each<[Operator, number | null, number | null, string]>([
    ['<', 30, 50, 'pass'],
    ['<=', 30, 50, 'pass'],
    ['<', 50, 70, 'fail'],
    ['<=', 50, 70, 'fail'],
    ['<', 30, 70, 'inconclusive'],
    ['<', 30, null, 'inconclusive'],
    ['<', 50, null, 'fail'],
    ['>', 50, 70, 'pass'],
    ['>=', 30, 50, 'fail'],
  ])('a duration in the bucket, %s 50 for (%d, %d]: %s', (operator, low, high, decision) => {
    expect(decideDuration(interval(low, high), operator, 50)).toBe(decision);
  });
});

describe('headroom', () => {
  const target = (operator: Operator, bound: number, unit: Target['unit']) =>
    ({ operator, bound, unit }) as Target;

  it.each<[Operator, number, Target['unit'], number, number | null]>([
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

it('the worst status is invalid, then fail, then inconclusive; of none, inconclusive', () => {
  expect(worst(['pass', 'invalid', 'fail', 'inconclusive'])).toBe('invalid');
  expect(worst(['pass', 'fail', 'inconclusive'])).toBe('fail');
  expect(worst(['pass', 'inconclusive'])).toBe('inconclusive');
  expect(worst(['pass'])).toBe('pass');
  expect(worst([])).toBe('inconclusive');
});
