import { describe, expect, it } from 'vitest';
import type { ClientMetric } from '../model/histogram.ts';
import type { RouteTimeIncrease, ServerSecond } from '../model/timeline.ts';
import { ExponentialHistogram } from '../stats/exponential-histogram.ts';
import { overAllRoutes, overPhases, RouteTimes } from './route-times.ts';

type Client = { responseMs: number[]; delayMs: number[] };

function seen(times: RouteTimes, route: string, { responseMs, delayMs }: Client): void {
  const serviceMs = responseMs.map((response, index) => response - delayMs[index]!);
  const series: [ClientMetric, number[]][] = [
    ['responseTimeMs', responseMs],
    ['serviceTimeMs', serviceMs],
    ['startDelayMs', delayMs],
  ];
  for (const [metric, values] of series) {
    const histogram = new ExponentialHistogram();
    for (const value of values) histogram.record(value);
    times.addHistogram({ second: 1, metric, route, histogram: histogram.encode() });
  }
}

function served(times: RouteTimes, route: string, increase: RouteTimeIncrease): void {
  times.addSecond({ servers: [{ routeTimes: { [route]: increase } } as unknown as ServerSecond] });
}

const server: RouteTimeIncrease = {
  requests: 2,
  totalMs: 30,
  queueMs: 4,
  poolWaitMs: 6,
  queryMs: 10,
  cacheMs: 8,
};

describe('where the time of a route goes', () => {
  it('is split by the figures of both sides, and adds up to the mean response time', () => {
    const times = new RouteTimes();
    seen(times, 'sync.read', { responseMs: [22, 30], delayMs: [1, 5] });
    served(times, 'sync.read', server);
    const [route] = times.finish(true);
    // By hand: mean 26, delay 3, service 23; servers 34 / 2 = 17, so 6 are the balancer's.
    expect(route).toMatchObject({ route: 'sync.read', requests: 2, serverExcessMs: 0 });
    expect(route!.meanMs).toBeCloseTo(26);
    expect(route!.startDelayMs).toBeCloseTo(3);
    const byHand = { balancer: 6, serverQueue: 2, poolWait: 3, query: 5, cache: 4, rest: 3 };
    for (const [part, ms] of Object.entries(byHand)) {
      expect(route!.parts[part as keyof typeof byHand]).toBeCloseTo(ms);
    }
  });

  it('never has a negative part: if servers measured more than the client, their parts shrink to fit, and the excess is reported', () => {
    const times = new RouteTimes();
    seen(times, 'sync.read', { responseMs: [8.5], delayMs: [0] });
    served(times, 'sync.read', { ...server, requests: 2 }); // 17 ms each
    const [route] = times.finish(true);
    expect(route!.serverExcessMs).toBeCloseTo(8.5);
    expect(route!.parts.balancer).toBe(0);
    expect(route!.parts.query).toBeCloseTo(2.5);
    expect(Object.values(route!.parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(8.5);
  });

  it('counts from the actual start if the intended one is unknown', () => {
    const times = new RouteTimes();
    seen(times, 'sync.read', { responseMs: [22, 30], delayMs: [1, 5] });
    served(times, 'sync.read', server);
    const [route] = times.finish(false);
    expect(route!.meanMs).toBeCloseTo(23);
    expect(route!.startDelayMs).toBe(0);
    expect(route!.parts.balancer).toBeCloseTo(6);
  });

  it('is unknown for a route that one side did not measure', () => {
    const times = new RouteTimes();
    seen(times, 'seen only', { responseMs: [22], delayMs: [1] });
    served(times, 'served only', server);
    served(times, 'seen only', { ...server, requests: 0, totalMs: 0 });
    expect(times.finish(true)).toEqual([]);
  });

  it('adds up servers and seconds, and puts the route with the most time first', () => {
    const times = new RouteTimes();
    seen(times, 'rare', { responseMs: [90], delayMs: [0] });
    served(times, 'rare', { ...server, requests: 1 });
    seen(times, 'frequent', { responseMs: [40, 40, 40, 40], delayMs: [0, 0, 0, 0] });
    served(times, 'frequent', server);
    served(times, 'frequent', { ...server, queryMs: 20, totalMs: 40 });
    const routes = times.finish(true);
    expect(routes.map(({ route }) => route)).toEqual(['frequent', 'rare']);
    expect(routes[0]!.parts.query).toBeCloseTo(30 / 4);
  });
});

describe('several routes', () => {
  const route = (name: string, requests: number, queryMs: number) => ({
    route: name,
    requests,
    meanMs: queryMs + 1,
    startDelayMs: 1,
    parts: { balancer: 0, serverQueue: 0, poolWait: 0, query: queryMs, cache: 0, rest: 0 },
    serverExcessMs: 0,
  });

  it('are averaged by their requests', () => {
    const all = overAllRoutes([route('a', 3, 10), route('b', 1, 50)]);
    expect(all).toMatchObject({ requests: 4, meanMs: 21, startDelayMs: 1, parts: { query: 20 } });
    expect(overAllRoutes([])).toBeNull();
  });

  it('appear once when they are in several phases', () => {
    const phases = [
      { routeTimes: [route('a', 3, 10)] },
      { routeTimes: [route('a', 1, 50), route('b', 1, 1)] },
    ];
    expect(overPhases(phases)).toMatchObject([
      { route: 'a', requests: 4, parts: { query: 20 } },
      { route: 'b', requests: 1 },
    ]);
  });
});
