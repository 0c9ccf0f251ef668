import { describe, expect, it } from 'vitest';
import { connectionsPerUserOf, profileIn, requestsPerArrivalOf, sizesIn } from './own-loads.ts';

const TRAFFIC = { requestsPerArrival: 1, connectionsPerUser: { toSystem: 1, toObjectStore: 0 } };

const phasesOf = (profile: ReturnType<typeof profileIn>) =>
  profile.loads.map(({ name, phases }) => [
    name,
    ...phases.map(({ kind, durationMs }) => `${kind} ${durationMs}`),
  ]);

describe('the loads of a config', () => {
  it('are the closed one and then the open one, as far as there are users and a rate', () => {
    const profile = profileIn({}, TRAFFIC, { users: 20, ratePerSec: 50, quick: false });
    expect(phasesOf(profile)).toEqual([
      ['closed', 'ramp-up 2000', 'warm-up 10000', 'steady 76000'],
      ['open', 'warm-up 10000', 'steady 76000'],
    ]);
    expect(profile.loads[0]!.load).toEqual({ model: 'closed', users: 20, thinkTimeMs: 1000 });
    expect(phasesOf(profileIn({}, TRAFFIC, { users: 0, ratePerSec: 50, quick: true }))).toEqual([
      ['open', 'warm-up 3000', 'steady 15000'],
    ]);
  });

  it('last as the config says, and with --quick as it says for that', () => {
    const load = { durationMs: 30_000, warmUpMs: 5_000, quick: { durationMs: 8_000 } };
    const [full, quick] = [false, true].map((isQuick) =>
      phasesOf(profileIn(load, TRAFFIC, { users: 0, ratePerSec: 1, quick: isQuick })),
    );
    expect(full).toEqual([['open', 'warm-up 5000', 'steady 30000']]);
    expect(quick).toEqual([['open', 'warm-up 5000', 'steady 8000']]);
  });

  it('offer a rate of requests, not of arrivals', () => {
    const { loads } = profileIn(
      {},
      { ...TRAFFIC, requestsPerArrival: 2.5 },
      { users: 0, ratePerSec: 50, quick: false },
    );
    expect(loads[0]).toMatchObject({ load: { arrivalRatePerSec: 20 }, requestsPerArrival: 2.5 });
  });

  it('start no more users a second than the generator can', () => {
    const { loads } = profileIn({}, TRAFFIC, { users: 25_000, ratePerSec: 0, quick: false });
    expect(loads[0]).toMatchObject({ generatorProcesses: 3 });
    expect(loads[0]!.phases[0]!.durationMs).toBe(75_000); // 25,000 / 334 a second
  });

  it('are shared by more processes if users keep several connections', () => {
    const traffic = { ...TRAFFIC, connectionsPerUser: { toSystem: 4, toObjectStore: 0 } };
    const { loads } = profileIn({}, traffic, { users: 9_500, ratePerSec: 0, quick: false });
    expect(loads[0]).toMatchObject({ generatorProcesses: 2 });
  });

  it('have sizes of a full and of a quick run', () => {
    expect(sizesIn({ ratePerSec: 500, users: 20, quick: { users: 5 } })).toEqual({
      full: { dataset: 0, users: 20, ratePerSec: 500 },
      quick: { dataset: 0, users: 5, ratePerSec: 500 },
    });
  });
});

it('an arrival sends the requests of its journey, and all those of a page', () => {
  const route = { method: 'GET', path: '/' } as const;
  const traffic = {
    routes: { a: route, b: route, c: route },
    pages: { page: [['a'], ['b', 'c']] },
    journeys: [
      { name: 'one', weight: 3, steps: ['a'] },
      { name: 'two', weight: 1, steps: ['a', 'page', 'c'] },
    ],
  };
  expect(requestsPerArrivalOf(traffic)).toBe(2); // (3 x 1 + 1 x 5) / 4
  expect(requestsPerArrivalOf({ routes: {}, journeys: [] })).toBe(1);
  for (const weight of [1, 0.1, 1 / 3])
    for (let count = 1; count < 100; count++) {
      const alone = Array.from({ length: count }, (_, i) => ({ name: `${i}`, weight, steps: ['a'] }));
      expect(requestsPerArrivalOf({ ...traffic, journeys: alone })).toBeGreaterThanOrEqual(1);
    }
});

it('a user keeps as many connections as a page sends requests side by side', () => {
  expect(connectionsPerUserOf({ pages: { one: [['a'], ['b', 'c', 'd']], other: [['a', 'b']] } })).toEqual({
    toSystem: 3,
    toObjectStore: 0,
  });
  expect(connectionsPerUserOf({})).toEqual({ toSystem: 1, toObjectStore: 0 });
});
