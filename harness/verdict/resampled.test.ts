import { describe, expect, it } from 'vitest';
import { randomFrom, widest } from './resampled.ts';

const interval = (low: number | null, high: number | null, method: string) => ({
  low,
  high,
  confidence: 0.95,
  method,
});

describe('randomFrom', () => {
  it('repeats the sequence for the same words, and for no others', () => {
    const first = (...words: string[]) => randomFrom(...words)();
    expect(first('run-1', 'tvet.p95')).toBe(first('run-1', 'tvet.p95'));
    const others = [
      first('run-1', 'tvet.p95'),
      first('run-2', 'tvet.p95'),
      first('run-1', 'tvet.db'),
      first('run-1tvet.p95'),
    ];
    expect(new Set(others).size).toBe(4);
  });

  it('draws evenly from [0, 1)', () => {
    const random = randomFrom('even');
    const tenths = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i++) tenths[Math.floor(random() * 10)]!++;
    const chiSquare = tenths.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(27.88); // 0.999 quantile with 9 degrees of freedom
  });
});

describe('the widest of a resampled and an exact interval', () => {
  it('extends as far as either, on each side', () => {
    const both = widest(interval(2, 5, 'blocks'), interval(1, 4, 'exact'));
    expect(both).toEqual(interval(1, 5, 'blocks, no narrower than exact'));
    expect(widest(interval(1, null, 'blocks'), interval(2, 3, 'exact'))).toMatchObject({
      low: 1,
      high: null,
    });
  });

  it('is null if seconds cannot be resampled, and null with too few samples', () => {
    expect(widest(null, interval(1, 4, 'exact'))).toBeNull();
    expect(widest(interval(1, 4, 'blocks'), null)).toBeNull();
  });
});
