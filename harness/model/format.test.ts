import { describe, expect, it } from 'vitest';
import {
  formatBound,
  formatBytes,
  formatCount,
  formatDuration,
  formatInterval,
  formatList,
  formatMeasure,
  formatNumber,
  formatPercent,
} from './format.ts';

describe('numbers', () => {
  it.each([
    [0, '0'],
    [-0.00001, '-0.00001'],
    [0.123456, '0.123'],
    [11.249, '11.2'],
    [99.96, '100'],
    [199.6, '200'],
    [1234.5, '1,235'],
    [30000, '30,000'],
    [1234567, '1,234,567'],
    [-12.34, '-12.3'],
    [Number.POSITIVE_INFINITY, 'unbounded'],
  ])('%d is %s', (value, text) => expect(formatNumber(value)).toBe(text));

  it('counts in singular and plural', () => {
    expect(formatCount(1, 'request')).toBe('1 request');
    expect(formatCount(2100, 'request')).toBe('2,100 requests');
    expect(formatCount(0, 'query', 'queries')).toBe('0 queries');
  });
});

it('names several things in one sentence', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(formatList)).toEqual([
    '',
    'a',
    'a and b',
    'a, b and c',
  ]);
});

describe('percentages', () => {
  it.each([
    [0, '0%'],
    [1, '100%'],
    [0.8, '80%'],
    [0.999, '99.9%'],
    [0.9995, '99.95%'],
    [0.99987, '99.987%'],
    [0.934567, '93.5%'],
    [0.5, '50%'],
    [0.9999999, '99.99999%'],
    [0.99999999999, '>99.999999%'],
    [0.01, '1%'],
    [0.0004567, '0.046%'],
    [-0.25, '-25%'],
    [2.5, '250%'],
  ])('%d is %s', (ratio, text) => expect(formatPercent(ratio)).toBe(text));
});

describe('measures', () => {
  it.each([
    [11.234, 'ms', '11.2 ms'],
    [1200.4, 'requests/s', '1,200 requests/s'],
    [1, 'users', '1 user'],
    [30000, 'users', '30,000 users'],
    [0.99951, 'ratio', '99.951%'],
    [2_040_000_000, 'bytes', '2.04 GB'],
    [3, '', '3'],
    [null, 'ms', 'not measured'],
  ])('%s %s is %s', (value, unit, text) => expect(formatMeasure(value, unit)).toBe(text));

  it('never shows a value as equal to a bound from which it differs', () => {
    expect(formatMeasure(199.97, 'ms', 200)).toBe('199.97 ms');
    expect(formatMeasure(200, 'ms', 200)).toBe('200 ms');
    expect(formatMeasure(0.79996, 'ratio', 0.8)).toBe('79.996%');
  });

  it('writes intervals', () => {
    expect(formatInterval({ low: 11.1, high: 11.4 }, 'ms')).toBe('11.1 to 11.4 ms');
    expect(formatInterval({ low: 0.9991, high: 0.9999 }, 'ratio')).toBe('99.91% to 99.99%');
    expect(formatInterval({ low: null, high: 11.4 }, 'ms')).toBe('at most 11.4 ms');
    expect(formatInterval({ low: 5, high: null }, 'users')).toBe('at least 5 users');
    expect(formatInterval({ low: 7, high: 7.001 }, 'ms')).toBe('7 ms');
    expect(formatInterval(null, 'ms')).toBe('none');
  });

  it('writes bounds in words', () => {
    expect(formatBound('<', 200, 'ms')).toBe('under 200 ms');
    expect(formatBound('>=', 0.999, 'ratio')).toBe('at least 99.9%');
  });
});

describe('sizes and durations', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_500, '1.5 KB'],
    [24_000_000_000, '24 GB'],
  ])('%d bytes is %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it.each([
    [850, '850 ms'],
    [12_340, '12.3 s'],
    [59_949, '59.9 s'],
    [59_960, '1 min'],
    [252_000, '4 min 12 s'],
    [3_900_000, '1 h 5 min'],
  ])('%d ms is %s', (durationMs, text) => expect(formatDuration(durationMs)).toBe(text));
});
