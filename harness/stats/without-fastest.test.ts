import { expect, it } from 'vitest';
import { countOf, ExponentialHistogram } from './exponential-histogram.ts';
import { withoutFastest } from './without-fastest.ts';

const histogram = new ExponentialHistogram();
for (const value of [0, 0, 1, 2, 4, 8, 16]) histogram.record(value);
const encoded = histogram.encode();

it('leaves out the lowest values, zeros first', () => {
  const rest = withoutFastest(encoded, 3);
  expect(countOf(rest)).toBe(4);
  expect(rest.zeroCount).toBe(0);
  const { low, high } = ExponentialHistogram.fromEncoded(rest).rankBounds(1);
  expect(low).toBeLessThanOrEqual(2);
  expect(high).toBeGreaterThanOrEqual(2);
  expect(rest.sum).toBeCloseTo(30, 0);
});

it('takes no more values than there are, and none for a count of 0', () => {
  expect(withoutFastest(encoded, 0)).toBe(encoded);
  expect(countOf(withoutFastest(encoded, 99))).toBe(0);
});
