import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import { TARGETS } from '../../reports/testdata/targets.ts';
import { madeUpTrend, TREND_NAMES } from '../../reports/testdata/trends.ts';
import type { Run } from '../model/run.ts';
import { Trend } from '../model/trend.ts';
import type { TargetVerdict } from '../model/verdict.ts';
import { sampleRun, sampleVerdict } from '../store/testing/samples.ts';
import { type JudgedRun, leftOutInWords, trendOf } from './trend.ts';

const P95 = TARGETS.find(({ id }) => id === 'tvet.p95')!;

const judged = (day: number, target: Partial<TargetVerdict>, run: Partial<Run> = {}): JudgedRun => {
  const id = `day-${day}`;
  const startedAt = new Date(Date.UTC(2026, 10, day)).toISOString();
  return {
    folder: id,
    run: sampleRun({ id, startedAt, ...run }),
    verdict: sampleVerdict({ runId: id, targets: [{ ...P95, ...target }] }),
    problem: null,
  };
};
const { provenance } = sampleRun();
const ON_FOUR_CORES = { provenance: { ...provenance, machine: { ...provenance.machine, cores: 4 } } };
const OTHER_DATA = { provenance: { ...provenance, datasetFingerprint: 'f00d' } };

const figures = (values: readonly number[]) => values.map((actual, index) => judged(index + 1, { actual }));
const only = (runs: readonly JudgedRun[], last = 50) => {
  const [system, ...others] = trendOf(runs, last).systems;
  expect(others).toEqual([]);
  return system!;
};
const changeIn = (runs: readonly JudgedRun[]) => only(runs).targets[0]!.change;

describe('trendOf', () => {
  it.each(TREND_NAMES)('fits its schema, %s', (name) => {
    expect([...Compile(Trend).Errors(madeUpTrend(name))]).toEqual([]);
  });

  it('has the runs of a system, oldest first, and only the last ones', () => {
    const runs = figures([100, 101, 99]);
    expect(only(runs.toReversed()).runs.map(({ id }) => id)).toEqual(['day-1', 'day-2', 'day-3']);
    expect(only(runs, 2).runs.map(({ id }) => id)).toEqual(['day-2', 'day-3']);
    expect(only(runs, 2).targets[0]!.points.map(({ actual }) => actual)).toEqual([101, 99]);
  });

  it('compares the newest run with those before it', () => {
    const change = changeIn(figures([100, 104, 96, 100, 100, 150]));
    expect(change).toMatchObject({ word: 'worse', earlierRuns: 5, base: 100 });
    expect(change.sentence).toMatch(
      /^The newest run: 50% longer p95 response time than the 5 runs before it/,
    );
    expect(changeIn(figures([100, 104, 96, 100, 100, 50])).word).toBe('better');
    expect(changeIn(figures([100, 104, 96, 100, 100, 101])).word).toBe('no-difference-seen');
  });

  it('does not compare with fewer than four runs, nor with figures that cannot be trusted', () => {
    expect(changeIn(figures([100, 104, 96, 150])).sentence).toBe(
      '3 earlier runs can be compared, and 4 are needed.',
    );
    const distrusted = [...figures([100, 104, 96, 100]), judged(5, { actual: 500, status: 'invalid' })];
    expect(changeIn(distrusted).sentence).toBe('The newest run has no figure that can be compared.');
    expect(changeIn([...distrusted, judged(6, { actual: 150 })])).toMatchObject({
      word: 'worse',
      earlierRuns: 4,
    });
  });

  it('breaks where the machine or the data changed, and compares only after the last break', () => {
    const before = figures([100, 104, 96, 100, 100]);
    const system = only([
      ...before,
      judged(6, { actual: 150 }, ON_FOUR_CORES),
      judged(7, { actual: 150 }, OTHER_DATA),
    ]);
    expect(system.runs.map((run) => run.break)).toEqual([
      null,
      null,
      null,
      null,
      null,
      'the hardware differs (4 cores instead of 2 cores)',
      'the hardware differs (2 cores instead of 4 cores); the data differ (data set f00d instead of unknown)',
    ]);
    expect(system.targets[0]!.change).toMatchObject({ word: 'too-little-data', earlierRuns: 0 });
  });

  it('compares a run with those under its own load where two loads alternate', () => {
    const [load] = sampleRun().profile.loads;
    const profile = { loads: [{ ...load!, load: { model: 'open' as const, arrivalRatePerSec: 50 } }] };
    const quick = [10, 11, 10, 12].map((actual, at) => judged(2 * at + 2, { actual }, { profile }));
    const full = [100, 104, 96, 100, 150].map((actual, at) => judged(2 * at + 1, { actual }));
    const { systems } = trendOf([...quick, ...full], 50);
    expect(systems.map(({ title, runs }) => [title, runs.map(({ id }) => id)])).toEqual([
      ['tvet-connect (1,200 requests/s, judged for 1 min)', ['day-1', 'day-3', 'day-5', 'day-7', 'day-9']],
      ['tvet-connect (50 requests/s, judged for 1 min)', ['day-2', 'day-4', 'day-6', 'day-8']],
    ]);
    expect(systems.flatMap(({ runs }) => runs.flatMap((run) => run.break ?? []))).toEqual([]);
    expect(systems[0]!.targets[0]!.change).toMatchObject({ word: 'worse', earlierRuns: 4, base: 100 });
  });

  it('says if it is not known whether the data changed, and breaks where their label did', () => {
    const own = (dataLabel: string | null) => ({
      promisedBy: 'config' as const,
      ...(dataLabel !== null && { dataLabel }),
    });
    const labelled = (labels: readonly (string | null)[]) =>
      only(labels.map((label, at) => judged(at + 1, { actual: 100 }, own(label))));
    expect(labelled([null, null]).notes).toEqual([
      'Whether the data have changed since the earlier runs is not known. Give them a dataLabel in the config, and another one when they change.',
    ]);
    expect(labelled([null]).notes).toEqual([]);
    const grown = labelled(['2,000 orders', '2,000 orders', '20,000 orders']);
    expect(grown.notes).toEqual([]);
    expect(grown.runs.map((run) => run.break)).toEqual([
      null,
      null,
      'the data differ ("20,000 orders" instead of "2,000 orders")',
    ]);
  });

  it('takes another indicator under the same id as another figure', () => {
    const { targets } = only([
      ...figures([100, 101]),
      judged(3, { actual: 3, indicator: { source: 'requests', statistic: 'quantile', q: 0.5 } }),
    ]);
    expect(targets.map(({ points }) => points.map(({ actual }) => actual))).toEqual([[100, 101], [3]]);
    expect(targets[0]!.change.sentence).toBe('The newest run has no figure that can be compared.');
  });

  it('leaves out what says nothing about the system, and says why', () => {
    const trend = trendOf(
      [
        ...figures([100]),
        judged(2, {}, { plantedDefects: { poolMax: 1 } }),
        judged(3, {}, { state: 'aborted' }),
        judged(4, {}, { state: 'failed' }),
        { ...judged(5, {}), verdict: null },
        { ...judged(6, {}), verdict: null, problem: 'verdict.json cannot be read: it is not JSON.' },
      ],
      50,
      [{ folder: 'day-7', reason: 'run.json cannot be read: it is not JSON.' }],
    );
    expect(trend.systems.map(({ runs }) => runs.map(({ id }) => id))).toEqual([['day-1']]);
    expect(leftOutInWords(trend)).toEqual([
      '1 run left out: run.json cannot be read: it is not JSON.',
      '1 run left out: defects were planted in it.',
      '2 runs left out: it is not complete.',
      '1 run left out: it has no verdict.',
      '1 run left out: verdict.json cannot be read: it is not JSON.',
    ]);
  });
});
