import { describe, expect, it } from 'vitest';
import type { EncodedHistogram } from '../../model/histogram.ts';
import { countOf } from '../../stats/exponential-histogram.ts';
import { ClientSeconds } from './client-seconds.ts';
import type { MetricsExport } from './decode.ts';
import type { TakenSecond } from './open-second.ts';
import { dropped, ended, exportAt, started } from './testing/exports.ts';

const linesOf = ({ histograms }: TakenSecond) =>
  histograms.map(({ second: _, histogram, ...series }) => [series, countOf(histogram)]);

const bucketAt = (offset: number, counts: number[], scale = 0): EncodedHistogram => ({
  scale,
  zeroCount: 0,
  offset,
  counts,
  sum: 10,
  min: 1,
  max: 8,
});

describe('one second', () => {
  it('counts requests by outcome, route and reason, with the times of those that failed in a series of their own', () => {
    const seconds = new ClientSeconds();
    const counters = [{ metric: 'dropped_iterations', attributes: {}, value: 3 }];
    const histograms = [
      started('a', 10),
      started('b', 4),
      ended('a', 'correct', 6),
      ended('b', 'correct', 2),
      ended('a', 'refused', 1),
      ended('a', 'timeout', 2),
      ended('b', 'timeout', 1),
      { ...ended('b', '', 1), attributes: { name: 'b' } },
    ];
    seconds.add({ ...exportAt(101_000), counters, histograms });
    const taken = seconds.take(100);
    expect(linesOf(taken)).toEqual([
      [{ metric: 'startDelayMs', route: 'a' }, 10],
      [{ metric: 'startDelayMs', route: 'b' }, 4],
      [{ metric: 'serviceTimeMs', route: 'a' }, 7],
      [{ metric: 'serviceTimeMs', route: 'b' }, 2],
      [{ metric: 'serviceTimeMs', route: 'a', failed: true }, 2],
      [{ metric: 'serviceTimeMs', route: 'b', failed: true }, 2],
    ]);
    expect(taken.client).toMatchObject({
      attempted: 14,
      completed: 13,
      correct: 8,
      failed: 4,
      refused: 1,
      droppedIterations: 3,
      users: 0,
      usersMax: 0,
      reportedBy: ['k6-1'],
      failedByReason: { timeout: 3, unknown: 1 },
      byRoute: { a: { correct: 6, failed: 2 }, b: { correct: 2, failed: 2 } },
      byPhase: {}, // nobody said when they were due
    });
  });

  it('counts requests by the phase in which they were due, and keeps their times apart', () => {
    const seconds = new ClientSeconds();
    const [warmUp, steady] = [{ phase: 'warm-up' }, { phase: 'steady' }];
    const histograms = [
      started('a', 2, warmUp),
      started('a', 5, steady),
      ended('a', 'correct', 4, warmUp),
      ended('a', 'timeout', 1, warmUp),
      ended('a', 'correct', 3, steady),
      ended('a', 'refused', 1, steady),
    ];
    seconds.add({ ...exportAt(101_000), histograms });
    const taken = seconds.take(100);
    expect(taken.client?.byPhase).toEqual({
      'warm-up': {
        attempted: 2,
        correct: 4,
        failed: 1,
        refused: 0,
        dropped: 0,
        failedByReason: { timeout: 1 },
      },
      steady: { attempted: 5, correct: 3, failed: 0, refused: 1, dropped: 0, failedByReason: {} },
    });
    expect(taken.client).toMatchObject({ attempted: 7, completed: 9, correct: 7, failed: 1, refused: 1 });
    expect(linesOf(taken)).toEqual([
      [{ metric: 'startDelayMs', route: 'a', phase: 'warm-up' }, 2],
      [{ metric: 'startDelayMs', route: 'a', phase: 'steady' }, 5],
      [{ metric: 'serviceTimeMs', route: 'a', phase: 'warm-up' }, 4],
      [{ metric: 'serviceTimeMs', route: 'a', phase: 'warm-up', failed: true }, 1],
      [{ metric: 'serviceTimeMs', route: 'a', phase: 'steady' }, 4],
    ]);
  });

  it('knows the phase of a dropped arrival by how far the requests of its schedule have come', () => {
    const seconds = new ClientSeconds();
    const tell = (second: number, part: Partial<MetricsExport>) =>
      seconds.add({ ...exportAt((second + 1) * 1000), histograms: [], ...part });
    const due = (scenario: string, phase: string) => started('a', 1, { scenario, phase });
    tell(100, { histograms: [due('warm-up', 'warm-up')], counters: [dropped(1, 'warm-up')] });
    // In the second in which the next schedule begins, both drop.
    tell(101, {
      histograms: [due('open', 'steady')],
      counters: [dropped(2, 'open'), dropped(4, 'warm-up')],
    });
    tell(102, { counters: [dropped(8, 'open')] });
    tell(103, { histograms: [due('open', 'fault'), due('open', 'steady')] });
    tell(104, { counters: [dropped(16, 'open'), dropped(32, 'never seen')] });
    // A schedule of the same name in another process is another one.
    tell(105, { process: 'k6-2', counters: [dropped(64, 'open')] });
    const droppedBy = (second: number) => {
      const { droppedIterations, byPhase = {} } = seconds.take(second).client!;
      const phases = Object.entries(byPhase).filter(([, counts]) => counts.dropped > 0);
      return [
        droppedIterations,
        Object.fromEntries(phases.map(([phase, counts]) => [phase, counts.dropped])),
      ];
    };
    expect([100, 101, 102, 103, 104, 105].map(droppedBy)).toEqual([
      [1, { 'warm-up': 1 }],
      [6, { steady: 2, 'warm-up': 4 }],
      [8, { steady: 8 }],
      [0, {}],
      [48, { fault: 16 }],
      [64, {}],
    ]);
  });

  it('keeps the users of a process whose export is late, for as long as a gap may be', () => {
    const seconds = new ClientSeconds();
    const told = (process: string, second: number, value: number) =>
      seconds.add({
        ...exportAt((second + 1) * 1000, { process }),
        gauges: [{ metric: 'vus', attributes: {}, value }],
      });
    told('k6-1', 100, 10_000);
    told('k6-2', 100, 10_000);
    for (const second of [101, 102, 103]) told('k6-1', second, 10_000);
    expect([100, 101, 102, 103].map((second) => seconds.take(second).client?.users)).toEqual([
      20_000, 20_000, 20_000, 10_000,
    ]);
  });

  it('takes the latest number of users of every process', () => {
    const seconds = new ClientSeconds();
    for (const [process, users] of [
      ['k6-1', 90],
      ['k6-1', 100],
      ['k6-2', 50],
    ] as const) {
      seconds.add({
        ...exportAt(101_000, { process }),
        gauges: [{ metric: 'vus', attributes: {}, value: users }],
      });
    }
    expect(seconds.take(100).client?.users).toBe(150);
  });

  it('says which processes reported, and how many users they have made together', () => {
    const seconds = new ClientSeconds();
    for (const [process, made] of [
      ['k6-2', 1000],
      ['k6-1', 400],
    ] as const) {
      const gauges = [
        { metric: 'vus', attributes: {}, value: 10 },
        { metric: 'vus_max', attributes: {}, value: made },
      ];
      seconds.add({ ...exportAt(101_000, { process }), gauges });
    }
    seconds.add(exportAt(102_000, { process: 'k6-2' }));
    expect(seconds.take(100).client).toMatchObject({
      users: 20,
      usersMax: 1400,
      reportedBy: ['k6-1', 'k6-2'],
    });
    expect(seconds.take(101).client).toMatchObject({ usersMax: 1400, reportedBy: ['k6-2'] });
  });

  it('merges histograms of all processes, by metric and route', () => {
    const seconds = new ClientSeconds();
    const sample = (metric: string, name: string, histogram: EncodedHistogram) => ({
      metric,
      attributes: { name, outcome: 'correct' },
      histogram,
    });
    seconds.add({
      ...exportAt(101_000),
      histograms: [
        sample('response_time', 'a', bucketAt(1, [3])),
        sample('service_time', 'a', bucketAt(0, [1])),
      ],
    });
    seconds.add({
      ...exportAt(101_000, { process: 'k6-2' }),
      histograms: [
        sample('response_time', 'a', bucketAt(2, [2, 5], 1)),
        sample('response_time', 'b', bucketAt(0, [1])),
      ],
    });
    const { histograms } = seconds.take(100);
    expect(histograms.map(({ second, metric, route }) => [second, metric, route])).toEqual([
      [100, 'responseTimeMs', 'a'],
      [100, 'serviceTimeMs', 'a'],
      [100, 'responseTimeMs', 'b'],
    ]);
    // At scale 1 the buckets 2 and 3 are (2, 2.83] and (2.83, 4]: together the bucket 1 of scale 0, (2, 4].
    expect(histograms[0]?.histogram).toMatchObject({ scale: 0, offset: 1, counts: [10], sum: 20 });
  });

  it('is null when nobody sent anything about it, and all zero when somebody had nothing to say', () => {
    const seconds = new ClientSeconds();
    seconds.add({
      ...exportAt(101_000),
      histograms: [],
      gauges: [{ metric: 'vus', attributes: {}, value: 0 }],
    });
    expect(seconds.take(99)).toEqual({ client: null, histograms: [] });
    expect(seconds.take(100).client).toMatchObject({ attempted: 0, completed: 0, users: 0 });
  });
});
