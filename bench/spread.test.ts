import { expect, it } from 'vitest';
import { spread } from './spread.ts';

it('gives the middle value of an odd count, and the mean of the middle two of an even count', () => {
  expect(spread([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
  expect(spread([4, 1, 2, 10])).toEqual({ median: 3, min: 1, max: 10 });
});

it('throws for no values', () => {
  expect(() => spread([])).toThrow(RangeError);
});
