import { beforeEach, describe, expect, it } from 'vitest';
import type { HistogramSecond } from '../model/histogram.ts';
import type { CacheSecond, ClientSecond, TimelineSecond } from '../model/timeline.ts';
import {
  type LiveSecond,
  type Recorder,
  type RecorderOptions,
  type Samplers,
  startRecorder,
} from './recorder.ts';
import { VirtualClock } from './testing/virtual-clock.ts';

const START_MS = 100_000;

const cacheSecond = (commands: number): CacheSecond => ({
  commands,
  keyspaceHits: 0,
  keyspaceMisses: 0,
  evictedKeys: 0,
  usedMemoryBytes: 0,
  connectedClients: 0,
});

const clientSecond = (correct: number): ClientSecond => ({
  attempted: correct,
  completed: correct,
  correct,
  failed: 0,
  refused: 0,
  droppedIterations: 0,
  users: 10,
  failedByReason: {},
  byRoute: {},
});

let clock: VirtualClock;
let written: TimelineSecond[];
let writtenHistograms: HistogramSecond[];
let live: LiveSecond[];
let problems: [string, string][];
let exportsOf: Map<number, { client: ClientSecond; histograms: HistogramSecond[] }>;

beforeEach(() => {
  clock = new VirtualClock(START_MS);
  written = [];
  writtenHistograms = [];
  live = [];
  problems = [];
  exportsOf = new Map();
});

function start(samplers: Samplers, overrides: Partial<RecorderOptions> = {}): Recorder {
  return startRecorder({
    receiver: {
      takeSecond(second) {
        const taken = exportsOf.get(second) ?? { client: null, histograms: [] };
        exportsOf.delete(second);
        return taken;
      },
    },
    samplers,
    timeline: { write: async (second) => void written.push(second) },
    histograms: { write: async (...seconds) => void writtenHistograms.push(...seconds) },
    phaseAt: (second) => (second >= 101 ? 'steady' : null),
    clock,
    onLive: (second) => live.push(second),
    onProblem: (source, error) => problems.push([source, (error as Error).message]),
    ...overrides,
  });
}

/** A sampler that returns the moment at which it was called. */
const askedAt = () => ({ sample: async () => cacheSecond(clock.nowMs()) });

describe('the recorder', () => {
  it('begins with the second in which it is started, so that nothing sent in it is lost', async () => {
    clock = new VirtualClock(100_700);
    const recorder = start({ cache: askedAt() });
    exportsOf.set(100, { client: clientSecond(5), histograms: [] });
    await clock.advanceTo(100_900);
    await recorder.stop();
    expect(written.map(({ second, client }) => [second, client?.correct])).toEqual([[100, 5]]);
  });

  it('samples at the start of each second, and assigns the samples to the previous one', async () => {
    const recorder = start({ cache: askedAt() });
    await clock.advanceTo(105_999);
    await recorder.stop();
    expect(written.map(({ second, cache }) => [second, cache?.commands])).toEqual([
      [100, 101_000],
      [101, 102_000],
      [102, 103_000],
      [103, 104_000],
      [104, 105_000],
      [105, undefined],
    ]);
  });

  it('records how far the wall clock has moved against the monotonic clock by the end of each second', async () => {
    const recorder = start({});
    await clock.advanceTo(102_500);
    clock.setForward(10_000);
    await clock.advanceTo(114_500);
    await recorder.stop();
    const offsets = written.filter(({ clockOffsetMs }) => clockOffsetMs !== null);
    expect(offsets.map(({ second, clockOffsetMs }) => [second, clockOffsetMs])).toEqual([
      [100, 0],
      [101, 0],
      [111, 10_000],
      [112, 10_000],
      [113, 10_000],
    ]);
  });

  it('writes a second three seconds after it ended, with the exports that arrived until then', async () => {
    const recorder = start({});
    await clock.advanceTo(103_999);
    expect(written).toEqual([]);
    exportsOf.set(100, { client: clientSecond(5), histograms: [] });
    await clock.advanceTo(104_000);
    expect(written.map(({ second, client }) => [second, client?.correct])).toEqual([[100, 5]]);
    await recorder.stop();
  });

  it('names the phase that is known when the second is written', async () => {
    const phases = new Map<number, string>();
    const recorder = start({}, { phaseAt: (second) => phases.get(second) ?? null });
    await clock.advanceTo(103_000);
    phases.set(100, 'warm-up');
    await clock.advanceTo(105_000);
    await recorder.stop();
    expect(written.map(({ phase }) => phase)).toEqual(['warm-up', null, null, null, null, null]);
  });

  it('leaves out what fails, and reports it', async () => {
    const recorder = start({
      cache: { sample: () => Promise.reject(new Error('connection refused')) },
      machine: { sample: async () => ({ cpuUtilization: 0.5, availableBytes: 1, load1: 1 }) },
    });
    await clock.advanceTo(102_000);
    await recorder.stop();
    expect(written[0]).toMatchObject({ cache: null, machine: { cpuUtilization: 0.5 } });
    expect(problems.length).toBeGreaterThan(0);
    expect(new Set(problems.map(String))).toEqual(new Set(['cache,connection refused']));
  });

  it('does not call a slow sampler again, and uses its answer if the second is not written yet', async () => {
    let asked = 0;
    let answer = (_: CacheSecond): void => {};
    const slow = {
      sample() {
        asked++;
        return new Promise<CacheSecond>((resolve) => {
          answer = resolve;
        });
      },
    };
    const recorder = start({ cache: slow, processes: { sample: async () => [] } });
    await clock.advanceTo(103_000);
    expect(asked).toBe(1);
    answer(cacheSecond(7));
    await clock.advanceTo(103_100);
    await clock.advanceTo(104_000);
    expect(asked).toBe(2);
    answer(cacheSecond(8));
    await clock.advanceTo(104_100);
    await clock.advanceTo(108_500);
    answer(cacheSecond(9));
    await recorder.stop();
    // Called at 101 and 104, with answers in time for the seconds 100 and 103; and at 105, for second 104, which was written at 108.
    expect(
      written.filter(({ cache }) => cache).map(({ second, cache }) => [second, cache?.commands]),
    ).toEqual([
      [100, 7],
      [103, 8],
    ]);
  });

  it('never writes two seconds at once, and catches up', async () => {
    let release = (): void => {};
    let underWay = 0;
    const recorder = start(
      {},
      {
        timeline: {
          async write(second) {
            underWay++;
            expect(underWay).toBe(1);
            if (second.second === 100) {
              await new Promise<void>((resolve) => {
                release = resolve;
              });
            }
            written.push(second);
            underWay--;
          },
        },
      },
    );
    await clock.advanceTo(110_000);
    expect(written).toEqual([]);
    release();
    await clock.advanceTo(111_000);
    await clock.advanceTo(111_100);
    expect(written.map(({ second }) => second)).toEqual([100, 101, 102, 103, 104, 105, 106, 107]);
    await recorder.stop();
  });

  it('leaves seconds in which it was not scheduled as not measured', async () => {
    const recorder = start({ cache: askedAt() });
    await clock.advanceTo(102_000);
    await clock.stallUntil(105_300);
    await clock.advanceTo(107_000);
    await recorder.stop();
    expect(written.map(({ second, cache }) => [second, cache?.commands ?? null])).toEqual([
      [100, 101_000],
      [101, 102_000],
      [102, null],
      [103, null],
      [104, 105_300],
      [105, 106_000],
      [106, 107_000],
      [107, null],
    ]);
  });

  it('writes what remains when it is stopped, and nothing after', async () => {
    const recorder = start({});
    await clock.advanceTo(102_500);
    exportsOf.set(102, { client: clientSecond(3), histograms: [] });
    await recorder.stop();
    await recorder.stop();
    expect(written.map(({ second, client }) => [second, client?.correct ?? null])).toEqual([
      [100, null],
      [101, null],
      [102, 3],
    ]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('stops and reports the error when it cannot write', async () => {
    const failures: unknown[] = [];
    const full = new Error('disk full');
    const recorder = start(
      {},
      { timeline: { write: () => Promise.reject(full) }, onFailure: (error) => failures.push(error) },
    );
    await clock.advanceTo(110_000);
    expect(failures).toEqual([full]);
    expect(clock.pendingTimers).toBe(0);
    await expect(recorder.stop()).rejects.toBe(full);
  });

  it('passes on the figures of the generator as they are written', async () => {
    const histogram = { scale: 0, zeroCount: 0, offset: 3, counts: [95], sum: 950, min: 9, max: 12 };
    const failed = { ...histogram, offset: -1, counts: [5], min: 0.6, max: 1 };
    const series: HistogramSecond[] = [
      { second: 100, metric: 'responseTimeMs', route: 'a', phase: 'steady', histogram },
      {
        second: 100,
        metric: 'responseTimeMs',
        route: 'a',
        phase: 'steady',
        failed: true,
        histogram: failed,
      },
      {
        second: 100,
        metric: 'startDelayMs',
        route: 'a',
        histogram: { ...histogram, offset: 10, min: 1024, max: 2048 },
      },
    ];
    exportsOf.set(100, { client: { ...clientSecond(95), failed: 5, completed: 100 }, histograms: series });
    exportsOf.set(101, { client: clientSecond(0), histograms: [] });
    const moreFailed = series.map((each) => ({
      ...each,
      second: 102,
      histogram: each.failed ? { ...failed, counts: [6] } : each.histogram,
    }));
    exportsOf.set(102, {
      client: { ...clientSecond(95), failed: 6, completed: 101 },
      histograms: moreFailed,
    });
    const recorder = start({});
    await clock.advanceTo(107_000);
    await recorder.stop();
    expect(writtenHistograms).toEqual([...series, ...moreFailed]);
    expect(live).toEqual([
      // Rank 95 of 100 is the last answered request. Failed ones rank after it, however fast they failed.
      { second: 100, ratePerSec: 100, responseTimeP95Ms: expect.closeTo(12, 1), failed: 5, users: 10 },
      { second: 101, ratePerSec: 0, responseTimeP95Ms: null, failed: 0, users: 10 },
      { second: 102, ratePerSec: 101, responseTimeP95Ms: null, failed: 6, users: 10 },
    ]);
  });
});
