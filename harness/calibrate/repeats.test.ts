import { describe, expect, it } from 'vitest';
import type { CalibratedLoad, CalibrationFigure } from '../model/calibration.ts';
import { judgeTime } from './judge-figure.ts';
import { Repeats } from './repeats.ts';
import { undisturbedLoad } from './undisturbed-load.ts';

const LOAD_MS = 10_000;

/** Each measurement takes ten seconds; the n-th returns the n-th of the given results. */
function repeatsOver<T>(found: T[], mostMs = 100_000) {
  let nowMs = 0;
  const told: string[] = [];
  const repeats = new Repeats({ mostMs, now: () => nowMs, onRepeat: (what) => told.push(what) });
  const once = async () => {
    nowMs += LOAD_MS;
    return found.shift()!;
  };
  return { repeats, once, told };
}

describe('Repeats', () => {
  const measure = async (found: (string | null)[], mostMs?: number) => {
    const { repeats, once, told } = repeatsOver(found, mostMs);
    return { attempts: await repeats.measure('constant', once, (spoiler) => spoiler), told };
  };

  it('measures once if nothing disturbs it', async () => {
    expect(await measure([null])).toEqual({ attempts: [null], told: [] });
  });

  it('measures again until nothing disturbs it, three times at most', async () => {
    expect(await measure(['Busy.', null])).toEqual({
      attempts: ['Busy.', null],
      told: ['constant: Busy. Measured again (2 of at most 3).'],
    });
    expect((await measure(['1.', '2.', '3.', '4.'])).attempts).toEqual(['1.', '2.', '3.']);
  });

  it('limits the time of all repetitions together', async () => {
    const { repeats, once } = repeatsOver(['1.', '2.', '3.', '4.', '5.'], 1.5 * LOAD_MS);
    const spoiledBy = (spoiler: string) => spoiler;
    expect(await repeats.measure('a', once, spoiledBy)).toEqual(['1.', '2.', '3.']);
    expect(await repeats.measure('b', once, spoiledBy)).toEqual(['4.']);
  });
});

describe('undisturbedLoad', () => {
  const OTHERS = 'Other programs used 50% of the machine.';
  const p95 = (reportedMs: number, problems: string[]): CalibrationFigure =>
    judgeTime({
      name: 'p95',
      quantity: 'responseTimeMs',
      knownMs: 100,
      servedMs: 100,
      reportedMs,
      sampleCount: 100,
      isBlind: false,
      disturbance: { lateness: problems, slight: [], touchedShare: 1, faults: [] },
      explainable: { leastMs: 100, mostMs: Number.POSITIVE_INFINITY },
    });
  const attempt = (reportedMs: number[], problems: string[] = []) => ({
    load: {
      instrument: 'k6-open',
      description: '',
      figures: reportedMs.map((ms) => p95(ms, problems)),
      startDelayMs: null,
      overheadMs: null,
      machine: { utilization: 0.5, othersMean: 0, othersMost: 0 },
      problems,
      touchedShare: 0,
      discarded: [],
    } satisfies CalibratedLoad,
    curves: [],
  });
  const kept = async (...attempts: ReturnType<typeof attempt>[]) => {
    const { repeats, once } = repeatsOver(attempts);
    const { load } = await undisturbedLoad(repeats, 'constant, k6-open', once);
    return {
      statuses: load.figures.map(({ status }) => status),
      reported: load.figures[0]!.reported,
      discarded: load.discarded,
    };
  };

  it('keeps the undisturbed attempt, and says what disturbed the others', async () => {
    expect(await kept(attempt([101], [OTHERS]), attempt([102]))).toEqual({
      statuses: ['right'],
      reported: 102,
      discarded: [OTHERS],
    });
  });

  it('keeps an undisturbed attempt that is wrong', async () => {
    expect(await kept(attempt([101], [OTHERS]), attempt([110]))).toMatchObject({ statuses: ['wrong'] });
  });

  it('does not replace a disturbed attempt that is wrong anyway', async () => {
    expect(await kept(attempt([90], [OTHERS]), attempt([100]))).toMatchObject({
      statuses: ['wrong'],
      discarded: [],
    });
  });

  it('keeps the attempt with the fewest unknown figures if all were disturbed', async () => {
    const attempts = [
      attempt([110, 110], [OTHERS]),
      attempt([101, 110], [OTHERS]),
      attempt([110, 102], [OTHERS]),
    ];
    expect(await kept(...attempts)).toEqual({
      statuses: ['right', 'unknown'],
      reported: 101,
      discarded: [OTHERS, OTHERS],
    });
  });
});
