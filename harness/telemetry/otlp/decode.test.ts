import { describe, expect, it } from 'vitest';
import { decodeExports, UnreadableExport } from './decode.ts';
import {
  CUMULATIVE,
  classicHistogram,
  counter,
  exponentialHistogram,
  exportBody,
  exportBodyOf,
  gauge,
} from './testing/wire.ts';

const interval = { startMs: 1_795_224_293_038, endMs: 1_795_224_294_038 };
const WANTED = new Set(['dropped_iterations', 'response_time', 'vus']);

describe('decodeExports', () => {
  it('reads counters, gauges and exponential histograms', () => {
    const body = exportBody(
      'k6-2',
      counter('dropped_iterations', 11, { ...interval, attributes: { name: 'sync.read', scenario: 'a' } }),
      gauge('vus', 10_000, interval),
      exponentialHistogram('response_time', {
        ...interval,
        attributes: { name: 'sync.read' },
        scale: 4,
        offset: -3,
        zeroCount: 2,
        counts: [5, 0, 300],
        sum: 12.5,
        min: 0,
        max: 1.75,
      }),
    );
    expect(decodeExports(body, WANTED)).toEqual([
      {
        process: 'k6-2',
        onlyPhases: {},
        ...interval,
        counters: [
          { metric: 'dropped_iterations', attributes: { name: 'sync.read', scenario: 'a' }, value: 11 },
        ],
        gauges: [{ metric: 'vus', attributes: {}, value: 10_000 }],
        histograms: [
          {
            metric: 'response_time',
            attributes: { name: 'sync.read' },
            histogram: {
              scale: 4,
              zeroCount: 2,
              offset: -3,
              counts: [5, 0, 300],
              sum: 12.5,
              min: 0,
              max: 1.75,
            },
          },
        ],
      },
    ]);
  });

  it('skips unwanted metrics, but uses their times too', () => {
    const { startMs, endMs } = interval;
    const body = exportBody(
      'k6-1',
      counter('http_reqs', 3, { startMs, endMs }),
      counter('dropped_iterations', 3, { startMs: startMs + 400, endMs }),
      classicHistogram('http_req_duration'),
    );
    const [decoded] = decodeExports(body, WANTED);
    expect(decoded).toMatchObject({ startMs, endMs, counters: [{ value: 3 }] });
  });

  it('assumes one second for an export with gauges only', () => {
    const body = exportBody(
      'k6-1',
      gauge('vus', 5, { startMs: interval.startMs - 60_000, endMs: interval.endMs }),
    );
    expect(decodeExports(body, WANTED)).toMatchObject([
      { startMs: interval.endMs - 1000, endMs: interval.endMs },
    ]);
  });

  it('counts times below zero as zero', () => {
    const body = exportBody(
      'k6-1',
      exponentialHistogram('response_time', {
        ...interval,
        zeroCount: 1,
        counts: [4],
        negativeCounts: [2, 1],
      }),
    );
    expect(decodeExports(body, WANTED)[0]?.histograms[0]?.histogram).toMatchObject({
      zeroCount: 4,
      counts: [4],
    });
  });

  it('reads the phases of schedules that have only one', () => {
    const body = exportBodyOf(
      { 'service.instance.id': 'k6', 'phase.open': 'open steady', 'phase.open-warm-up': 'open warm-up' },
      counter('dropped_iterations', 1, interval),
    );
    expect(decodeExports(body, WANTED)[0]?.onlyPhases).toEqual({
      open: 'open steady',
      'open-warm-up': 'open warm-up',
    });
  });

  it('accepts a process without a name', () => {
    expect(
      decodeExports(exportBody(null, counter('dropped_iterations', 1, interval)), WANTED)[0]?.process,
    ).toBe('');
  });

  it('finds nothing in an empty body', () => {
    expect(decodeExports(new Uint8Array(), WANTED)).toEqual([]);
    expect(decodeExports(exportBody('k6-1'), WANTED)).toEqual([]);
  });

  const fine = counter('dropped_iterations', 1, interval);
  const valid = exportBody('k6-1', fine);
  it.each([
    ['bytes that are not protobuf', new TextEncoder().encode('{"resourceMetrics":[]}'), 'not an OTLP'],
    ['a body cut short', valid.subarray(0, valid.length - 3), 'not an OTLP'],
    [
      'cumulative counters',
      exportBody('k6-1', counter('dropped_iterations', 1, { ...interval, temporality: CUMULATIVE })),
      'delta',
    ],
    [
      'cumulative histograms',
      exportBody('k6-1', exponentialHistogram('response_time', { ...interval, temporality: CUMULATIVE })),
      'delta',
    ],
    [
      'sums that may shrink',
      exportBody('k6-1', counter('dropped_iterations', 1, { ...interval, isMonotonic: false })),
      'not a counter',
    ],
    [
      'histograms with fixed bounds',
      exportBody('k6-1', fine, classicHistogram('response_time')),
      'exponential',
    ],
    ['a negative count', exportBody('k6-1', counter('dropped_iterations', -1, interval)), 'has the value -1'],
    [
      'a count that is not a number',
      exportBody('k6-1', counter('dropped_iterations', Number.NaN, interval)),
      'has the value NaN',
    ],
    [
      'an impossible scale',
      exportBody('k6-1', exponentialHistogram('response_time', { ...interval, scale: 21 })),
      'scale 21',
    ],
    [
      'buckets that do not add up',
      exportBody('k6-1', exponentialHistogram('response_time', { ...interval, counts: [3], count: 4 })),
      'add up',
    ],
    [
      'points without a time',
      exportBody('k6-1', counter('dropped_iterations', 1, { startMs: 0, endMs: 0 })),
      'no time',
    ],
    [
      'points that end before they start',
      exportBody(
        'k6-1',
        counter('dropped_iterations', 1, { startMs: interval.endMs, endMs: interval.startMs }),
      ),
      'before it starts',
    ],
  ])('refuses %s', (_, body, reason) => {
    expect(() => decodeExports(body, WANTED)).toThrow(UnreadableExport);
    expect(() => decodeExports(body, WANTED)).toThrow(reason);
  });
});
