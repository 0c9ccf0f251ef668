import { describe, expect, it } from 'vitest';
import { Random, seedWords } from './random.ts';

describe('Random', () => {
  it('is xoshiro128**: the first outputs of the reference implementation for the state 1, 2, 3, 4', () => {
    // From the tests of the Rust crate rand_xoshiro; the first four were also worked out by hand.
    const random = new Random([1, 2, 3, 4]);
    const outputs = Array.from({ length: 10 }, () => random.bits());
    expect(outputs).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });

  it('gives a different stream for every set of labels', () => {
    const firsts = [
      Random.from(1, 'a', 1),
      Random.from(1, 'a', 2),
      Random.from(1, 'a', 11),
      Random.from(1, 'b', 1),
      Random.from(2, 'a', 1),
      Random.from(1, 'a1', 1),
      Random.from(11, 'a', 1),
    ].map((random) => random.bits());
    expect(new Set(firsts).size).toBe(firsts.length);
  });

  it('repeats itself for the same labels', () => {
    expect(seedWords(7, 'table', 3)).toEqual(seedWords(7, 'table', 3));
    expect(Random.from(7, 'table', 3).hex(16)).toBe(Random.from(7, 'table', 3).hex(16));
  });

  it('draws integers evenly and within both bounds', () => {
    const random = Random.from('even');
    const counts = [0, 0, 0, 0, 0];
    for (let draw = 0; draw < 50_000; draw += 1) counts[random.integer(2, 6) - 2]! += 1;
    // 10,000 each, standard deviation 89: five of them are 450
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(450);
  });

  it('picks by weight', () => {
    const random = Random.from('weights');
    const items = [
      ['often', 3],
      ['seldom', 1],
    ] as const;
    let often = 0;
    for (let draw = 0; draw < 40_000; draw += 1) if (random.pickWeighted(items) === 'often') often += 1;
    // 30,000, standard deviation 87
    expect(Math.abs(often - 30_000)).toBeLessThan(450);
  });

  it('writes bytes as hexadecimal, low byte of a word first', () => {
    expect(new Random([1, 2, 3, 4]).bits()).toBe(0x2d00);
    expect(new Random([1, 2, 3, 4]).hex(5)).toBe('002d000000');
    expect(Random.from('hex').hex(10)).toMatch(/^[0-9a-f]{20}$/);
  });
});
