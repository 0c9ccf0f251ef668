import { describe, expect, it } from 'vitest';
import { seededRandom, seedOf } from './random.ts';

describe('seededRandom', () => {
  it('draws evenly from [0, 1)', () => {
    const random = seededRandom(1, 1);
    const tenths = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i++) tenths[Math.floor(random() * 10)]!++;
    const chiSquare = tenths.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(27.88); // 0.999 quantile with 9 degrees of freedom
  });

  it('is even over the first draws of neighbouring streams too, which is how arrivals use it', () => {
    const tenths = new Array<number>(10).fill(0);
    for (let n = 0; n < 100_000; n++) tenths[Math.floor(seededRandom(1, n)() * 10)]!++;
    const chiSquare = tenths.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(27.88);
  });

  it('repeats itself for the same seed and stream, and for no others', () => {
    const first = (seed: number, stream: number) => seededRandom(seed, stream)();
    expect(first(1, 2)).toBe(first(1, 2));
    expect(new Set([first(1, 2), first(2, 1), first(0, 3), first(3, 0), first(1, 1)]).size).toBe(5);
  });
});

describe('seedOf', () => {
  it('is FNV-1a with 32 bits', () => {
    // Test vectors of the algorithm's authors: "" and "foobar".
    expect(seedOf('') >>> 0).toBe(0x811c9dc5);
    expect(seedOf('foobar') >>> 0).toBe(0xbf9cf968);
  });
});
