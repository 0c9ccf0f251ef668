import { expect, it } from 'vitest';
import { generatorProcessesFor, rampUpMs } from './closed-load.ts';

it.each([
  [1, 3_000, undefined, 3_000],
  [1_002, 3_000, undefined, 3_000],
  [1_003, 3_000, undefined, 4_000],
  [30_000, 10_000, undefined, 90_000],
  [250, 0, 100, 3_000],
])(
  '%i users, for at least %i ms and at the pace %s, start within %i ms',
  (users, leastMs, startedPerSec, ms) => {
    expect(rampUpMs(users, { leastMs, ...(startedPerSec !== undefined && { startedPerSec }) })).toBe(ms);
  },
);

it('a process plays 10,000 users', () => {
  const one = { toSystem: 1, toObjectStore: 0 };
  expect([1, 10_000, 10_001].map((users) => generatorProcessesFor(users, one))).toEqual([1, 1, 2]);
});

it('a process opens 19,000 connections', () => {
  const four = { toSystem: 3, toObjectStore: 1 };
  expect([4_750, 4_751, 9_500, 9_501].map((users) => generatorProcessesFor(users, four))).toEqual([
    1, 2, 2, 3,
  ]);
});
