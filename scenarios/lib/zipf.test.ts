import { describe, expect, it } from 'vitest';
import { zipfIndex } from './zipf.ts';

describe('zipfIndex', () => {
  it('gives rank k a share proportional to 1/k', () => {
    // 3 things, exponent 1: weights 1, 1/2, 1/3 of 11/6, so the shares are 6/11, 3/11, 2/11.
    const draws = 11_000;
    const counts = [0, 0, 0];
    for (let i = 0; i < draws; i++) counts[zipfIndex(3, 1, (i + 0.5) / draws)]!++;
    expect(counts).toEqual([6_000, 3_000, 2_000]);
  });

  it('falls faster with a larger exponent, and not at all with 0', () => {
    expect(zipfIndex(2, 2, 0.79)).toBe(0); // weights 1 and 1/4: 80% and 20%
    expect(zipfIndex(2, 2, 0.81)).toBe(1);
    expect([0, 0.24, 0.26, 0.51, 0.76, 0.99].map((draw) => zipfIndex(4, 0, draw))).toEqual([
      0, 0, 1, 2, 3, 3,
    ]);
  });

  it('stays in the list at both ends', () => {
    expect(zipfIndex(1, 1, 0.999)).toBe(0);
    expect(zipfIndex(5, 1, 0)).toBe(0);
    expect(zipfIndex(5, 1, 1 - Number.EPSILON)).toBe(4);
  });
});
