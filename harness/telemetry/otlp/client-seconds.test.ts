import { describe, expect, it } from 'vitest';
import type { EncodedHistogram } from '../../model/histogram.ts';
import { ClientSeconds } from './client-seconds.ts';
import type { MetricsExport } from './decode.ts';
import { exportAt } from './testing/exports.ts';

function correctBySecond(exports: MetricsExport[], from: number, to: number): (number | null)[] {
  const seconds = new ClientSeconds();
  for (const metrics of exports) seconds.add(metrics);
  return Array.from({ length: to - from + 1 }, (_, i) => seconds.take(from + i).client?.correct ?? null);
}

describe('which second an export belongs to', () => {
  it('is the second that holds the middle of its interval', () => {
    expect(correctBySecond([exportAt(101_040)], 99, 101)).toEqual([null, 1, null]);
    expect(correctBySecond([exportAt(100_960)], 99, 101)).toEqual([null, 1, null]);
    expect(correctBySecond([exportAt(101_600)], 99, 101)).toEqual([null, null, 1]);
  });

  it('is the next second while the middle jitters around the boundary of two seconds', () => {
    const jittering = [101_495, 102_503, 103_496, 104_506, 105_493, 106_520].map((endMs) => exportAt(endMs));
    expect(correctBySecond(jittering, 100, 105)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('follows the middle again once it is well inside another second', () => {
    const delayed = [101_100, 102_100, 104_100, 105_100].map((endMs) => exportAt(endMs));
    expect(correctBySecond(delayed, 100, 104)).toEqual([1, 1, null, 1, 1]);
  });

  it('is decided for each process separately', () => {
    const both = [
      exportAt(101_495),
      exportAt(101_505, { process: 'k6-2' }),
      exportAt(102_505),
      exportAt(102_495, { process: 'k6-2' }),
    ];
    expect(correctBySecond(both, 100, 102)).toEqual([1, 2, 1]);
  });

  it('leaves the short last export of a process where it was', () => {
    expect(correctBySecond([exportAt(100_900), exportAt(100_980, { lengthMs: 80 })], 99, 101)).toEqual([
      null,
      2,
      null,
    ]);
  });
});

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
  it('keeps the users of a process whose export is late, up to the longest allowed gap', () => {
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

  it('uses the latest number of users of every process', () => {
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

  it('lists the processes that reported, and how many users they have made together', () => {
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
    expect(histograms).toMatchObject([
      { second: 100, metric: 'responseTimeMs', route: 'a' },
      { second: 100, metric: 'serviceTimeMs', route: 'a' },
      { second: 100, metric: 'responseTimeMs', route: 'b' },
    ]);
    // At scale 1 the buckets 2 and 3 are (2, 2.83] and (2.83, 4]: together the bucket 1 of scale 0, (2, 4].
    expect(histograms[0]?.histogram).toMatchObject({ scale: 0, offset: 1, counts: [10], sum: 20 });
  });

  it('is null without an export, and all zero after an export without requests', () => {
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

describe('a second that was taken', () => {
  it('is gone', () => {
    const seconds = new ClientSeconds();
    seconds.add(exportAt(101_000));
    expect(seconds.take(100).client?.correct).toBe(1);
    expect(seconds.take(100).client).toBeNull();
  });

  it('does not lose late exports: they go into the next open second, and are counted', () => {
    const seconds = new ClientSeconds();
    seconds.take(104);
    seconds.add(exportAt(101_000, { requests: 7 }));
    expect(seconds.take(105).client?.correct).toBe(7);
    expect(seconds.late).toBe(1);
  });
});
