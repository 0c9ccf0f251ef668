import { describe, expect, it } from 'vitest';
import type { HistogramSecond } from '../model/histogram.ts';
import { ExponentialHistogram } from '../stats/exponential-histogram.ts';
import { sampleSecond } from '../store/testing/samples.ts';
import { Summarizer } from './summarize.ts';
import { HEADER, madeUpRun, summaryOf } from './testdata/made-up-run.ts';

const run = madeUpRun();
const summary = summaryOf(run);
const phaseOf = (name: string, from = summary) => from.phases.find((phase) => phase.name === name)!;

describe('phases', () => {
  it('contain the seconds that lie wholly inside them, and no others', () => {
    // Phases begin and end 400 ms into a second: the second of each change belongs to none.
    expect(phaseOf('open steady')).toMatchObject({ expectedSeconds: 60, observedSeconds: 60 });
    const changes = new Set(
      run.phases.flatMap(({ startMs, endMs }) => [startMs, endMs].map((ms) => Math.floor(ms / 1000))),
    );
    const summarizer = new Summarizer(run, HEADER);
    for (const second of changes) {
      const client = { ...emptyClient(), attempted: 5, correct: 5 };
      summarizer.addSecond({ ...sampleSecond(second), client });
      summarizer.addHistogram({ second, metric: 'responseTimeMs', route: 'x', histogram: one(7) });
    }
    const atChanges = summarizer.finish();
    expect(atChanges.phases.map(({ outcomes }) => outcomes.attempted)).toEqual([0, 0, 0, 0, 0]);
    expect(atChanges.phases.map(({ responseTimeMs }) => responseTimeMs?.counts)).toEqual(Array(5).fill([]));
    expect(atChanges.seconds.map(({ phase, responseTimeMs }) => [phase, responseTimeMs?.p95])).toEqual(
      [...changes].map(() => [null, 7]),
    );
  });

  it('include the first and the last second when they begin and end on a full second', () => {
    const onTheSecond = madeUpRun({
      phases: [{ name: 'open steady', kind: 'steady', load: 'open', startMs: 100_000, endMs: 103_000 }],
    });
    const summarizer = new Summarizer(onTheSecond, HEADER);
    for (const second of [103, 101, 99, 102, 100]) {
      summarizer.addSecond({ ...sampleSecond(second), client: { ...emptyClient(), correct: second } });
    }
    expect(summarizer.finish().phases[0]).toMatchObject({
      expectedSeconds: 3,
      goodputPerSec: [100, 101, 102],
    });
  });

  it('have the rate that was offered in them', () => {
    expect(summary.phases.map(({ offeredRatePerSec }) => offeredRatePerSec)).toEqual([
      1200,
      1200,
      null,
      null,
      1200,
    ]);
  });

  it('add up outcomes, and keep the rates by second', () => {
    const failing = summaryOf(run, {
      'open steady': { failedShare: 0.01, refusedPerSec: 2, droppedPerSec: 3 },
    });
    const phase = phaseOf('open steady', failing);
    expect(phase.outcomes).toEqual({
      attempted: 72_000,
      correct: 71_160,
      failed: 720,
      refused: 120,
      dropped: 180,
      owed: 0,
    });
    expect(phase.failedByReason).toEqual({ 'status-500': 720 });
    expect(phase.goodputPerSec).toHaveLength(60);
    expect(phase.goodputPerSec[0]).toBe(1186);
  });

  it('leave out seconds in which the client was silent, without counting them as zero', () => {
    const gappy = phaseOf('open steady', summaryOf(run, { 'open steady': { silentClientSeconds: [3, 9] } }));
    expect(gappy).toMatchObject({ expectedSeconds: 60, observedSeconds: 58 });
    expect(Math.min(...gappy.goodputPerSec)).toBe(1200);
  });

  it('merge the histograms of all seconds, and the buckets of all servers and statements', () => {
    const { responseTimeMs, queryTimeMs, poolWaitMs } = phaseOf('open steady');
    expect(ExponentialHistogram.fromEncoded(responseTimeMs!).count).toBe(72_000);
    // 60 s, 2 servers: 20 queries at each of 1.5, 4 and 8 ms, and one more at 8 ms.
    expect(queryTimeMs.counts.slice(0, 5)).toEqual([0, 2400, 2400, 2520, 0]);
    expect(queryTimeMs.sum).toBeCloseTo(120 * (20 * 13.5 + 8), 6);
    expect(poolWaitMs.counts[0]).toBe(1200);
  });

  it('count lookups of content only: sessions would make the ratio look too good', () => {
    expect(phaseOf('open steady').cacheByFamily).toEqual({
      student_sync: { hit: 54_000, miss: 6000, error: 0 },
    });
    expect(summary.seconds.find(({ phase }) => phase === 'open steady')!.hitRatio).toBeCloseTo(0.9, 12);
  });

  it('leave out the session family that the run names, and no other', () => {
    const of = (sessionFamily: string | null) =>
      Object.keys(phaseOf('open steady', summaryOf(madeUpRun({ sessionFamily }))).cacheByFamily);
    expect(of('student_sync')).toEqual(['user_session']);
    expect(of(null)).toEqual(['student_sync', 'user_session']);
  });

  it('average CPU over the seconds in which it was measured', () => {
    expect(phaseOf('open steady').machineCpuUtilization).toBeCloseTo(0.5, 12);
    expect(phaseOf('open steady').generatorCpuCores).toBeCloseTo(0.3, 12);
    const blind = summaryOf(run, { 'open steady': { machineCpu: null } });
    expect(phaseOf('open steady', blind).machineCpuUtilization).toBeNull();
  });
});

describe('intended starts', () => {
  const dropping = summaryOf(run, { 'open steady': { droppedPerSec: 1 } });

  it('are unknown in the phase in which an arrival was dropped, with a reason, but nowhere else', () => {
    const known = dropping.phases.map((phase) => phase.intendedStartUnknown === null);
    expect(dropping.phases.map(({ name }) => name)[1]).toBe('open steady');
    expect(known).toEqual([true, false, true, true, true]);
    expect(phaseOf('open steady', dropping)).toMatchObject({ responseTimeMs: null, startDelayMs: null });
    expect(ExponentialHistogram.fromEncoded(phaseOf('open steady', dropping).serviceTimeMs).count).toBe(
      72_000,
    );
  });

  it('are unknown for everything after it in the same load, and known before', () => {
    const warmUp = summaryOf(run, { 'open warm-up': { droppedPerSec: 1 } });
    expect(phaseOf('open steady', warmUp).intendedStartUnknown).toMatch(
      /^5 arrivals of its load were dropped/,
    );
    expect(phaseOf('closed steady', warmUp).intendedStartUnknown).toBeNull();
    expect(phaseOf('open warm-up', dropping).responseTimeMs).not.toBeNull();
  });

  it('are known again in a schedule of its own, after a warm-up that dropped', () => {
    const phases = run.phases.map((phase) => ({ ...phase, schedule: phase.name }));
    const warmUp = summaryOf({ ...run, phases }, { 'open warm-up': { droppedPerSec: 1 } });
    expect(phaseOf('open warm-up', warmUp).intendedStartUnknown).toMatch(/^5 arrivals/);
    expect(phaseOf('open steady', warmUp).intendedStartUnknown).toBeNull();
  });

  it('leave only the service time in every second and route if they are unknown', () => {
    const second = dropping.seconds.find(({ phase }) => phase === 'open steady')!;
    expect(second).toMatchObject({ responseTimeMs: null, quantilesMs: null, startDelayMs: null });
    expect(second.serviceTimeMs!.p95).toBeCloseTo(12, 0);
    expect(dropping.routes).toMatchObject([{ quantilesMs: null, startDelayMs: null }]);
    expect(dropping.routes[0]!.serviceTimeMs!.p95).toBeCloseTo(12, 0);
  });

  it('give response time, service time and start delay if they are known', () => {
    const second = summary.seconds.find(({ phase }) => phase === 'open steady')!;
    expect(second.responseTimeMs!.p95).toBeCloseTo(12, 0);
    expect(second.startDelayMs!.p99).toBeCloseTo(0.2, 6);
    expect(summary.routes[0]!.startDelayMs!.p99).toBeCloseTo(0.2, 6);
    for (const quantilesMs of [second.quantilesMs!, summary.routes[0]!.quantilesMs!]) {
      expect(quantilesMs).toHaveLength(summary.quantiles.length);
      expect(quantilesMs).toEqual(quantilesMs.toSorted((a, b) => a - b));
      expect(quantilesMs[summary.quantiles.indexOf(0.95)]).toBeCloseTo(12, 0);
    }
  });
});

describe('requests that failed', () => {
  const { startMs } = run.phases.find(({ name }) => name === 'open steady')!;
  const second = Math.ceil(startMs / 1000);
  const of = (ms: number, failed: true | null, route: string): HistogramSecond[] => {
    const histogram = new ExponentialHistogram();
    histogram.record(ms, 10);
    return (['serviceTimeMs', 'responseTimeMs'] as const).map((metric) => ({
      ...{ second, metric, route, histogram: histogram.encode() },
      ...(failed && { failed }),
    }));
  };
  const summarizer = new Summarizer(run, HEADER);
  const counted = sampleSecond(second);
  const byRoute = {
    mixed: { correct: 10, failed: 10 },
    broken: { correct: 0, failed: 10 },
    slow: { correct: 10, failed: 0 },
  };
  summarizer.addSecond({ ...counted, client: { ...emptyClient(), byRoute } });
  for (const line of [
    of(100, null, 'mixed'),
    of(1, true, 'mixed'),
    of(1, true, 'broken'),
    of(200, null, 'slow'),
  ].flat())
    summarizer.addHistogram(line);
  const summed = summarizer.finish();

  it('have no time in a second or a route, however fast they failed', () => {
    expect(summed.seconds[0]!.serviceTimeMs!.p50).toBeGreaterThan(90);
    expect(summed.routes.find(({ route }) => route === 'mixed')!.serviceTimeMs!.p50).toBeCloseTo(100, -1);
  });

  it('are endlessly late in the response times of their route, as in targets', () => {
    const at = (name: string, q: number) => {
      const { quantilesMs } = summed.routes.find(({ route }) => route === name)!;
      return quantilesMs![summed.quantiles.indexOf(q)]!;
    };
    expect(at('mixed', 0.5)).toBeCloseTo(100, -1);
    expect(at('mixed', 0.75)).toBe(Number.POSITIVE_INFINITY);
    expect(at('broken', 0.5)).toBe(Number.POSITIVE_INFINITY);
    expect(at('slow', 1)).toBeCloseTo(200, -1);
    expect(summed.routes.find(({ route }) => route === 'broken')!.serviceTimeMs).toBeNull();
  });
});

describe('the values from which intervals are resampled', () => {
  it('are the seconds of judged phases, with the figures of each', () => {
    const { series } = phaseOf('open steady');
    expect(series.answers).toEqual(new Array(60).fill({ successes: 1200, trials: 1200 }));
    expect(series.lookups).toEqual(new Array(60).fill({ successes: 900, trials: 1000 }));
    expect(series.requests).toHaveLength(60);
    expect(ExponentialHistogram.fromEncoded(series.requests[7]!.responseTimeMs).count).toBe(1200);
    // 2 servers: 20 queries at each of 1.5, 4 and 8 ms, and one more at 8 ms.
    expect(series.queryTimeMs[7]!.counts.slice(0, 5)).toEqual([0, 40, 40, 42, 0]);
    expect(phaseOf('open warm-up').series.requests).toEqual([]);
  });
});

describe('the whole run', () => {
  it('gives one point a second, in order, whatever the order of the lines', () => {
    const summarizer = new Summarizer(run, HEADER);
    for (const second of [103, 101, 102]) summarizer.addSecond(sampleSecond(second));
    expect(summarizer.finish().seconds.map(({ second }) => second)).toEqual([101, 102, 103]);
  });

  it('shows null, never zero, for what was not measured', () => {
    const summarizer = new Summarizer(run, HEADER);
    summarizer.addSecond(sampleSecond(101));
    expect(summarizer.finish().seconds[0]).toEqual({
      second: 101,
      phase: null,
      outcomes: null,
      users: null,
      responseTimeMs: null,
      serviceTimeMs: null,
      startDelayMs: null,
      quantilesMs: null,
      hitRatio: null,
      poolInUse: null,
      poolPeakInUse: null,
      poolWaiting: null,
      poolWaitP95Ms: null,
      queryTimeP95Ms: null,
      queriesPerSec: null,
      cpuCoresByProcess: {},
      machineCpuUtilization: null,
    });
  });

  it('sums the pools of all servers', () => {
    const point = summary.seconds.find(({ phase }) => phase === 'open steady')!;
    expect(point).toMatchObject({ poolInUse: 4, poolWaiting: 2, poolWaitP95Ms: 1, queryTimeP95Ms: 10 });
  });

  it('keeps routes, statements and processes of the judged phases only', () => {
    // 60 s at 1,200, 60 s at 1,000, 45 s at 1,200.
    expect(summary.routes).toMatchObject([{ route: 'sync.read', correct: 186_000, failed: 0 }]);
    expect(summary.statements).toMatchObject([
      { statement: 'progress.aggregate', count: 330, meanMs: 8, p50Ms: 10, p95Ms: 10 },
      { statement: 'sync.select', count: 19_800, meanMs: 4.5, p50Ms: 5, p95Ms: 10 },
    ]);
    expect(summary.processes.map(({ name }) => name)).toEqual(['k6-1', 'server-1']);
    expect(summary.processes[1]).toMatchObject({ cpuCoresMax: expect.closeTo(0.3, 12), memoryMaxBytes: 2e8 });
  });

  it('shows the last bound for values above every bucket', () => {
    const stuck = summaryOf(run, {
      'open steady': { queryTimesMs: [5000] },
      'closed steady': { queryTimesMs: [5000] },
    });
    expect(stuck.statements[0]).toMatchObject({ p95Ms: 1000 });
  });
});

function one(value: number) {
  const histogram = new ExponentialHistogram();
  histogram.record(value);
  return histogram.encode();
}

function emptyClient() {
  return {
    attempted: 0,
    completed: 0,
    correct: 0,
    failed: 0,
    refused: 0,
    droppedIterations: 0,
    users: 0,
    failedByReason: {},
    byRoute: {},
  };
}
