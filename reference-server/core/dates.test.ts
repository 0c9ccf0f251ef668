import { describe, expect, it } from 'vitest';
import { isDay, isInstant } from './dates.ts';

describe('a moment', () => {
  it.each([
    '2026-03-02T08:00:00Z',
    '2026-03-02T23:30:00+03:00',
    '2026-03-02t23:30:00.5z',
    '2026-03-02 23:30:00.123000-0330',
    '2024-02-29T00:00:00+00',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999Z',
    '0099-01-01T00:00:00Z',
  ])('is %s', (text) => expect(isInstant(text)).toBe(true));

  it.each([
    ['tomorrow', 'no date'],
    ['2026-02-30T08:00:00Z', 'a day that does not exist'],
    ['2026-02-29T08:00:00Z', '29 February outside a leap year'],
    ['2026-13-01T08:00:00Z', 'a 13th month'],
    ['2026-03-02T08:00:00', 'no time zone'],
    ['2026-03-02T24:00:00Z', 'the next day'],
    ['2026-03-02T08:60:00Z', 'the next hour'],
    ['2016-12-31T23:59:60Z', 'a leap second, which would become the next minute'],
    ['2026-03-02T08:00:00.1234Z', 'more digits than milliseconds'],
    ['2026-03-02T08:00:00+16:00', 'an offset beyond the maximum'],
    ['2026-03-02T08:00:00+03:60', 'an offset of 60 minutes'],
    ['10000-01-01T00:00:00Z', 'a year of five digits'],
    ['+010000-01-01T00:00:00Z', 'a year of six digits'],
    ['9999-12-31T23:59:59-01:00', 'the year 10000 in UTC'],
    ['0000-12-31T00:00:00Z', 'the year 0'],
    ['0001-01-01T00:00:00+01:00', 'the year before 1 in UTC'],
    ['2026-03-02T08:00:00Z\n', 'a line feed at the end'],
  ])('is not %j: %s', (text) => expect(isInstant(text)).toBe(false));
});

describe('a day', () => {
  it.each(['2026-03-02', '2024-02-29', '0001-01-01', '9999-12-31'])('is %s', (text) =>
    expect(isDay(text)).toBe(true),
  );
  it.each(['2026-02-30', '2100-02-29', '0000-01-01', '10000-01-01', '2026-3-2', '2026-03-02T00:00:00Z'])(
    'is not %s',
    (text) => expect(isDay(text)).toBe(false),
  );
});
