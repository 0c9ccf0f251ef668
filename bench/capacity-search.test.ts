import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCapacity } from './capacity-search.ts';

const LIMITS = { firstPerSec: 500, minPerSec: 50, maxPerSec: 20_000, precision: 0.05 };

/** A system that carries every rate up to `capacityPerSec`. `tried` lists the rates of its trials. */
function systemOf(capacityPerSec: number) {
  const tried: number[] = [];
  const trial = async (ratePerSec: number) => {
    tried.push(ratePerSec);
    return ratePerSec <= capacityPerSec ? null : `p95 at ${ratePerSec}`;
  };
  return { tried, trial };
}

/** Each rate once, in the order of the search. */
const ratesOf = (tried: number[]) => tried.filter((rate, index) => rate !== tried[index - 1]);

describe('findCapacity', () => {
  it('doubles the rate until it is refused, and then bisects to 5%', async () => {
    const { trial, tried } = systemOf(1_270);
    expect(await findCapacity(trial, LIMITS)).toEqual({
      carriedPerSec: 1_250,
      refused: { ratePerSec: 1_282, because: 'p95 at 1282' },
    });
    expect(ratesOf(tried)).toEqual([500, 1_000, 2_000, 1_500, 1_250, 1_375, 1_313, 1_282]);
  });

  it('halves the first rate if even that is refused', async () => {
    const { trial, tried } = systemOf(130);
    const { carriedPerSec } = await findCapacity(trial, LIMITS);
    expect(ratesOf(tried).slice(0, 4)).toEqual([500, 250, 125, 188]);
    expect(carriedPerSec).toBe(129);
  });

  it('finds nothing if no rate is carried', async () => {
    const { trial, tried } = systemOf(0);
    expect(await findCapacity(trial, LIMITS)).toEqual({
      carriedPerSec: 0,
      refused: { ratePerSec: 50, because: 'p95 at 50' },
    });
    expect(ratesOf(tried)).toEqual([500, 250, 125, 63, 50]);
  });

  it('ends at the maximum if every rate is carried', async () => {
    const { trial, tried } = systemOf(Number.POSITIVE_INFINITY);
    expect(await findCapacity(trial, LIMITS)).toEqual({ carriedPerSec: 20_000, refused: null });
    expect(ratesOf(tried)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 20_000]);
  });

  it('makes a third trial only if the first two disagree, and believes two of three', async () => {
    const unlucky = systemOf(1_000);
    let disturbed = 2;
    const trial = async (ratePerSec: number) => {
      const because = await unlucky.trial(ratePerSec);
      if (ratePerSec === 1_000 && disturbed-- === 2) return 'a disturbance';
      return because;
    };
    const { carriedPerSec } = await findCapacity(trial, LIMITS);
    expect(carriedPerSec).toBe(1_000);
    expect(unlucky.tried.filter((rate) => rate === 500)).toHaveLength(2);
    expect(unlucky.tried.filter((rate) => rate === 1_000)).toHaveLength(3);
  });

  it('is not misled by a single lucky trial', async () => {
    const system = systemOf(700);
    let isLucky = true;
    const trial = async (ratePerSec: number) => {
      const because = await system.trial(ratePerSec);
      if (ratePerSec !== 1_000 || !isLucky) return because;
      isLucky = false;
      return null;
    };
    const { carriedPerSec, refused } = await findCapacity(trial, LIMITS);
    expect(carriedPerSec).toBeLessThanOrEqual(700);
    expect(refused!.ratePerSec).toBeGreaterThan(700);
  });

  it('brackets any capacity between its limits to 5%', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 50, max: 19_999 }), async (capacityPerSec) => {
        const { trial, tried } = systemOf(capacityPerSec);
        const { carriedPerSec, refused } = await findCapacity(trial, LIMITS);
        expect(carriedPerSec).toBeLessThanOrEqual(capacityPerSec);
        expect(refused!.ratePerSec).toBeGreaterThan(capacityPerSec);
        expect(refused!.ratePerSec).toBeLessThanOrEqual(Math.max(carriedPerSec * 1.05, carriedPerSec + 1));
        expect(tried.every(Number.isInteger)).toBe(true);
        expect(ratesOf(tried).length).toBeLessThan(14);
      }),
    );
  });
});
