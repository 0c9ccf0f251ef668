import { describe, expect, it } from 'vitest';
import { didYouMean, edits } from './did-you-mean.ts';

describe('edits', () => {
  it.each([
    ['', '', 0],
    ['runs', 'runs', 0],
    ['', 'abc', 3],
    ['kitten', 'sitting', 3], // the example of every textbook
    ['verfiy', 'verify', 1], // two letters swapped
    ['ca', 'abc', 3], // by this distance; 2 if swapped letters could be edited again
  ])('from %j to %j: %i', (one, other, expected) => {
    expect(edits(one, other)).toBe(expected);
    expect(edits(other, one)).toBe(expected);
  });
});

describe('didYouMean', () => {
  const commands = ['verify', 'compare', 'report', 'runs', 'seed', 'serve'];

  it.each([
    ['verfiy', 'Did you mean verify? '],
    ['reprot', 'Did you mean report? '],
    ['seve', 'Did you mean serve? '],
    ['sed', 'Did you mean seed? '],
    ['comp', 'Did you mean compare? '],
    ['se', ''],
    ['launch', ''],
    ['x', ''],
    ['', ''],
  ])('%j: %j', (word, expected) => {
    expect(didYouMean(word, commands)).toBe(expected);
  });

  it('names all that are equally near', () => {
    expect(didYouMean('cost', ['cast', 'most', 'list'])).toBe('Did you mean cast or most? ');
  });
});
