import { describe, expect, it } from 'vitest';
import type { Difference } from '../../harness/model/comparison.ts';
import { madeUpComparison } from '../testdata/comparisons.ts';
import {
  changeOf,
  formatFactor,
  formatFactors,
  formatFigure,
  formatLevel,
  formatP,
  formatSigned,
  nameWithUnit,
  outcomeOf,
} from './words.ts';

const interval = (low: number | null, high: number | null) => ({
  low,
  high,
  confidence: 0.95,
  method: 'paired t',
});

describe('factors and differences', () => {
  it('never writes a factor that is not 1 as 1', () => {
    expect([0.289, 1, 1.0001, 0.99996].map(formatFactor)).toEqual(['×0.289', '×1', '×1.0001', '×0.99996']);
  });

  it('writes intervals, including open ones', () => {
    expect(formatFactors(interval(0.262, 0.318))).toBe('×0.262 to 0.318');
    expect(formatFactors(interval(null, 0.3))).toBe('at most ×0.3');
    expect(formatFactors(interval(2, null))).toBe('at least ×2');
    expect(formatFactors(null)).toBe('no interval');
  });

  it('writes differences with their sign, and shares in points', () => {
    expect([formatSigned(4.2, 'ms'), formatSigned(-0.043, 'ratio'), formatSigned(0, 'ms')]).toEqual([
      '+4.2 ms',
      '−4.3 points',
      '0 ms',
    ]);
    expect(formatSigned(-2e6, 'bytes')).toBe('−2 MB');
  });

  it('prefers the factor, and falls back to the difference', () => {
    const difference = {
      ratio: interval(0.4, 0.6),
      ratioEstimate: 0.5,
      difference: interval(-12, -8),
      differenceEstimate: -10,
    };
    const of = (part: Partial<typeof difference> | object) =>
      changeOf({ ...difference, ...part } as Difference, { unit: 'ms' });
    expect(of({})).toEqual({ estimate: '×0.5', interval: '×0.4 to 0.6' });
    expect(of({ ratio: null, ratioEstimate: null })).toEqual({
      estimate: '−10 ms',
      interval: '−12 to −8 ms',
    });
    expect(of({ ratio: null, ratioEstimate: null, difference: null, differenceEstimate: null })).toEqual({
      estimate: 'not measured',
      interval: 'no interval',
    });
  });
});

describe('figures', () => {
  it('leave their unit to the head of the row, except shares and sizes', () => {
    expect(formatFigure(1208.4, { unit: 'queries/s' })).toBe('1,208');
    expect(formatFigure(0.913, { unit: 'ratio' })).toBe('91.3%');
    expect(formatFigure(null, { unit: 'ms' })).toBe('not measured');
    expect(nameWithUnit({ label: 'database queries a second', unit: 'queries/s' })).toBe(
      'Database queries a second, queries/s',
    );
    expect(nameWithUnit({ label: 'p95 response time', unit: 'ms' })).toBe('p95 response time, ms');
    expect(nameWithUnit({ label: 'cache hit ratio', unit: 'ratio' })).toBe('Cache hit ratio');
  });

  it('write p-values and levels in readable form', () => {
    expect([0.00099, 0.0134, 1, null].map(formatP)).toEqual(['< 0.001', '0.013', '1', 'none']);
    expect([true, false, null, [3, 3, 2], 'redis', 5].map(formatLevel)).toEqual([
      'on',
      'off',
      'none',
      '3 / 3 / 2',
      'redis',
      '5',
    ]);
  });
});

describe('outcomeOf', () => {
  const { comparison } = madeUpComparison('supported');
  const none = { ...comparison, claim: null };
  const words = (word: Difference['word']) => comparison.differences.map((each) => ({ ...each, word }));

  it('is that of the claim, unless the comparison is invalid', () => {
    expect(outcomeOf(comparison)).toBe('supported');
    expect(outcomeOf({ ...comparison, status: 'invalid' })).toBe('invalid');
    expect(outcomeOf(madeUpComparison('refuted').comparison)).toBe('refuted');
  });

  it('without a claim is seen, not seen or too little data', () => {
    expect(outcomeOf(none)).toBe('seen');
    expect(outcomeOf({ ...none, differences: words('no-difference-seen') })).toBe('unseen');
    expect(outcomeOf({ ...none, differences: words('too-little-data') })).toBe('too-little');
    expect(outcomeOf({ ...none, differences: [] })).toBe('too-little');
  });
});
