import { describe, expect, it } from 'vitest';
import type { Population } from '../model/platform.ts';
import { type SizeOptions, sizesOf } from './sizes.ts';

/** 10 rows of data for every user; every second row has an account. */
const PLATFORM = {
  sizes: {
    full: { dataset: 10_000, users: 1_000, ratePerSec: 400 },
    quick: { dataset: 500, users: 50, ratePerSec: 40 },
  },
  population: { usersIn: (rows: number) => rows / 2 } as Population,
};

const sizes = (options: SizeOptions, world: number | null = null) => sizesOf(PLATFORM, options, world);

describe('the sizes of a run', () => {
  it('are those of the platform, or its small ones', () => {
    expect(sizes({})).toEqual({ dataset: 10_000, users: 1_000, ratePerSec: 400 });
    expect(sizes({ quick: true })).toEqual({ dataset: 500, users: 50, ratePerSec: 40 });
  });

  it('can be set separately', () => {
    expect(sizes({ dataset: '4000' })).toEqual({ dataset: 4_000, users: 1_000, ratePerSec: 400 });
    expect(sizes({ users: '100', dataset: '4000' })).toEqual({ dataset: 4_000, users: 100, ratePerSec: 400 });
    expect(sizes({ rate: '7' })).toEqual({ dataset: 10_000, users: 1_000, ratePerSec: 7 });
  });

  it('have a data set in proportion to the users if only those are given', () => {
    expect(sizes({ users: '100' })).toEqual({ dataset: 1_000, users: 100, ratePerSec: 400 });
    expect(sizes({ quick: true, users: '7' })).toEqual({ dataset: 70, users: 7, ratePerSec: 40 });
  });

  it('have no more users than an outside system has', () => {
    expect(sizes({}, 300).users).toBe(300);
    expect(sizes({ quick: true }, 300).users).toBe(50);
    expect(() => sizes({ users: '301' }, 300)).toThrow(/from 1 to 300/);
  });

  it('are refused with more concurrent users than accounts', () => {
    expect(sizes({ users: '100', dataset: '200' }).users).toBe(100);
    expect(() => sizes({ users: '101', dataset: '200' })).toThrow(
      '101 users cannot be active at once, because only 100 users can log in.',
    );
  });
});
