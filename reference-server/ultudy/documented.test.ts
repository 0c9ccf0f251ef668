import { expect, it } from 'vitest';
import { rangeOfEnd, rangeOfPage } from './documented.ts';

it('readers ask for bytes that a PDF has', () => {
  expect(rangeOfPage(4, { pages: 5, sizeBytes: 5000 })).toEqual({ from: 3000, to: 4000 });
  expect(rangeOfEnd(5000)).toEqual({ from: 3976, to: 4999 });
  expect(rangeOfEnd(1001)).toEqual({ from: 0, to: 1000 });
  for (let page = 1; page <= 7; page++) {
    const { from, to } = rangeOfPage(page, { pages: 7, sizeBytes: 1001 });
    expect([from >= 0, to <= 1000, from < to]).toEqual([true, true, true]);
  }
});
