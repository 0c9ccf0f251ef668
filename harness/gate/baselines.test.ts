import { describe, expect, it } from 'vitest';
import type { Run } from '../model/run.ts';
import { madeUpRun } from '../summary/testdata/made-up-run.ts';
import { baselinesFor, type EarlierRun, MOST_BASELINES } from './baselines.ts';

const HEAD: Run = { ...madeUpRun(), startedAt: '2027-02-01T00:00:00.000Z' };
const { provenance } = HEAD;

const earlier = (day: number, changes: Partial<EarlierRun> & { run?: Run } = {}): EarlierRun => ({
  path: `runs/${day}`,
  status: 'pass',
  hasFailedGate: false,
  run: { ...madeUpRun(), startedAt: `2027-01-${String(day).padStart(2, '0')}T00:00:00.000Z` },
  ...changes,
});
const onOther = (day: number): EarlierRun => {
  const { run } = earlier(day);
  return earlier(day, {
    run: { ...run, provenance: { ...provenance, machine: { ...provenance.machine, cores: 64 } } },
  });
};
const days = (count: number) => Array.from({ length: count }, (_, index) => earlier(31 - index));

describe('baselinesFor', () => {
  it('takes the last passing runs', () => {
    const { runs, missing } = baselinesFor(HEAD, days(15));
    expect(missing).toBeNull();
    expect(runs.map(({ path }) => path)).toEqual(days(MOST_BASELINES).map(({ path }) => path));
  });

  it('takes no run that failed, was not judged, had planted defects, is of another platform, or came later', () => {
    const { run } = earlier(20);
    const unfit: EarlierRun[] = [
      earlier(20, { status: 'fail' }),
      earlier(20, { status: 'inconclusive' }),
      earlier(20, { status: null }),
      earlier(20, { run: { ...run, plantedDefects: { poolMax: 1 } } }),
      earlier(20, { run: { ...run, platform: 'other' } }),
      earlier(20, { run: { ...run, startedAt: '2027-03-01T00:00:00.000Z' } }),
      earlier(20, { run: HEAD }),
    ];
    expect(baselinesFor(HEAD, unfit)).toEqual({
      runs: [],
      missing: '4 comparable passing runs are needed, but there are none',
    });
  });

  it('takes no run that failed a gate, although it kept its targets, and says so', () => {
    const failed = [30, 29].map((day) => earlier(day, { hasFailedGate: true }));
    expect(baselinesFor(HEAD, [...failed, ...days(3)])).toEqual({
      runs: days(3),
      missing:
        '4 comparable passing runs are needed, but there are only 3, without 2 runs that failed a gate',
    });
    const { runs, missing } = baselinesFor(HEAD, [...failed, ...days(4)]);
    expect([runs, missing]).toEqual([days(4), null]);
  });

  it('says what differs if there are too few on an equal fingerprint', () => {
    const { runs, missing } = baselinesFor(HEAD, [
      onOther(31),
      earlier(30),
      onOther(29),
      onOther(28),
      onOther(27),
    ]);
    expect(runs).toHaveLength(1);
    expect(missing).toBe(
      '4 comparable passing runs are needed, but there is only 1; in the newest of the others, the hardware differs (2 cores instead of 64 cores)',
    );
  });
});
