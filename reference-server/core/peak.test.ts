import { expect, it } from 'vitest';
import { Peak } from './peak.ts';

it('is the largest value since it was last taken, and at least what it is now', () => {
  let value = 0;
  const peak = new Peak(() => value);
  const becomes = (next: number) => {
    value = next;
    peak.look();
  };
  for (const next of [3, 60, 2]) becomes(next);
  expect(peak.take()).toBe(60);
  expect(peak.take()).toBe(2);
  value = 5; // grew unseen
  expect(peak.take()).toBe(5);
  becomes(0);
  expect(peak.take()).toBe(5);
  expect(peak.take()).toBe(0);
});
