import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { artillery } from './artillery.ts';
import { autocannon } from './autocannon.ts';
import { k6 } from './k6.ts';
import { locust } from './locust.ts';
import { oha } from './oha.ts';
import { proofload } from './proofload.ts';
import type { Tool } from './tool.ts';
import { vegeta } from './vegeta.ts';
import { wrk2 } from './wrk2.ts';

/** What the tool wrote when it offered a load to the reference server. */
const captured = (name: string) => readFileSync(join(import.meta.dirname, 'testdata', name), 'utf8');
const parsed = (tool: Tool, name: string) => tool.parse(captured(name));

describe('what each tool wrote is read', () => {
  it('k6', () => {
    expect(parsed(k6, 'k6.json')).toEqual({
      requests: 3_000,
      failed: 0,
      p95Ms: 27.249996849999953,
      p99Ms: 70.36726327999992,
    });
  });

  it('autocannon, in whole milliseconds', () => {
    expect(parsed(autocannon, 'autocannon.json')).toEqual({
      requests: 3_242,
      failed: 0,
      p95Ms: 179,
      p99Ms: 247,
    });
  });

  it('vegeta, in nanoseconds', () => {
    expect(parsed(vegeta, 'vegeta.json')).toEqual({
      requests: 3_000,
      failed: 0,
      p95Ms: 6.838298,
      p99Ms: 17.467731,
    });
  });

  it('Locust, from the row of all requests', () => {
    expect(parsed(locust, 'locust.csv')).toEqual({
      requests: 2_500,
      failed: 0,
      p95Ms: 62,
      p99Ms: 1_000,
    });
  });

  /** Not captured: written as its schema.json documents it. */
  it('oha, in seconds', () => {
    const { requests, failed, p95Ms, p99Ms } = parsed(oha, 'oha.json');
    expect([requests, failed]).toEqual([2_997, 7 + 3]);
    expect(p95Ms).toBeCloseTo(6.84);
    expect(p99Ms).toBeCloseTo(17.47);
  });

  it('wrk2, in microseconds, as our script writes them', () => {
    expect(parsed(wrk2, 'wrk2.json')).toEqual({ requests: 4_135, failed: 0, p95Ms: 8.687, p99Ms: 16.975 });
  });

  it('Artillery', () => {
    expect(parsed(artillery, 'artillery.json')).toEqual({
      requests: 5_000,
      failed: 0,
      p95Ms: 727.9,
      p99Ms: 982.6,
    });
  });

  it('Proofload, from its histograms of response times', () => {
    const { requests, failed, p95Ms, p99Ms } = parsed(proofload, 'proofload.ndjson');
    expect([requests, failed]).toEqual([3_001, 0]);
    // By hand: the buckets of ranks 2,851 and 2,971 at scale 3.
    expect(p95Ms).toBeGreaterThan(2 ** (73 / 8));
    expect(p95Ms).toBeLessThan(2 ** (74 / 8));
    expect(p99Ms).toBeGreaterThan(2 ** (79 / 8));
    expect(p99Ms).toBeLessThan(2 ** (80 / 8));
  });
});

describe('failures are counted', () => {
  it('k6: checks that failed', () => {
    const failing = captured('k6.json').replace('"fails":0,"rate":1', '"fails":7,"rate":0.99');
    expect(k6.parse(failing).failed).toBe(7);
  });

  it('autocannon: responses that were wrong, and requests without one', () => {
    const failing = captured('autocannon.json')
      .replace('"wrong":0', '"wrong":5')
      .replace('"errors":0', '"errors":2');
    expect(autocannon.parse(failing).failed).toBe(7);
  });

  it('vegeta: everything but 200', () => {
    const failing = captured('vegeta.json').replace('{"200":3000}', '{"0":1,"200":2990,"429":9}');
    expect(vegeta.parse(failing).failed).toBe(10);
  });

  it('wrk2: what our script counts', () => {
    expect(wrk2.parse(captured('wrk2.json').replace('"failed": 0', '"failed": 4')).failed).toBe(4);
  });

  it('Artillery: requests without a correct response', () => {
    const failing = captured('artillery.json').replace(
      '"correct responses": 5000',
      '"correct responses": 4990',
    );
    expect(artillery.parse(failing).failed).toBe(10);
  });

  it('Locust: its failures', () => {
    const failing = captured('locust.csv').replace(',Aggregated,2500,0,', ',Aggregated,2500,3,');
    expect(locust.parse(failing).failed).toBe(3);
  });

  it('Proofload: failures, which are endlessly late', () => {
    const answered = captured('proofload.ndjson');
    const last = JSON.parse(answered.trim().split('\n').at(-1)!);
    const reported = proofload.parse(`${answered}${JSON.stringify({ ...last, failed: true })}\n`);
    // 4.1% failed.
    expect(reported).toMatchObject({ requests: 3_001 + 129, failed: 129, p99Ms: Number.POSITIVE_INFINITY });
    expect(reported.p95Ms).toBeLessThan(1_033);
  });
});

it.each([k6, autocannon, oha, wrk2, vegeta, artillery].map((tool) => [tool.name, tool] as const))(
  'refuses a result of %s that has no percentiles',
  (_name, tool) => {
    const empty = {
      metrics: {},
      requests: { total: 1 },
      latency: {},
      latencies: {},
      status_codes: {},
      latencyPercentiles: {},
      statusCodeDistribution: {},
      errorDistribution: {},
      aggregate: { counters: { 'http.requests': 1 }, summaries: {} },
    };
    expect(() => tool.parse(JSON.stringify(empty))).toThrow(/The result has no/);
  },
);
