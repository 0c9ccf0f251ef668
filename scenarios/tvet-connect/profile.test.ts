import Value from 'typebox/value';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../harness/model/fault.ts';
import { unitOf } from '../../harness/model/indicator.ts';
import { LoadProfile, type PlannedLoad } from '../../harness/model/load.ts';
import { Target } from '../../harness/model/target.ts';
import { SURE_PHASE_SEC } from '../../harness/verdict/limits.ts';
import { DEFAULT_RATE_PER_SEC, DEFAULT_USERS, profileFor } from './profile.ts';
import { targets } from './targets.ts';

const SERVERS = ['server-1', 'server-2', 'server-3'];
const FULL = {
  users: DEFAULT_USERS,
  ratePerSec: DEFAULT_RATE_PER_SEC,
  quick: false,
  servers: SERVERS,
  randomSeed: 1,
};
const QUICK = { ...FULL, users: 2_000, quick: true };
const SEEDS = Array.from({ length: 600 }, (_, seed) => seed);
const full = profileFor(FULL);
const quick = profileFor(QUICK);
const named = (loads: PlannedLoad[], name: string) => loads.find((load) => load.name === name)!;
const totalMs = (loads: PlannedLoad[]) =>
  loads.flatMap(({ phases }) => phases).reduce((sum, { durationMs }) => sum + durationMs, 0);

describe.each([
  ['full', full],
  ['quick', quick],
])('the %s profile', (_, profile) => {
  it('is a valid profile with phases of different names', () => {
    expect(Value.Check(LoadProfile, profile)).toBe(true);
    const names = profile.loads.flatMap(({ phases }) => phases.map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBe(7);
  });

  it('has every phase that a target is judged in, and judges only steady and fault phases', () => {
    const kinds = new Map(
      profile.loads.flatMap(({ phases }) => phases.map(({ name, kind }) => [name, kind])),
    );
    for (const { phases } of targets) {
      for (const name of phases) expect(['steady', 'fault']).toContain(kinds.get(name));
    }
  });
});

const faultPhase = (options: Parameters<typeof profileFor>[0]) =>
  named(profileFor(options).loads, 'fault').phases.find(({ kind }) => kind === 'fault')!;

describe('the fault phase', () => {
  it('of a full run kills each of three servers once, in random order, at a random moment of each third', () => {
    const orders = new Map<string, number>();
    const moments = [0, 1, 2].map(() => [] as number[]);
    for (const randomSeed of SEEDS) {
      const { durationMs, faults } = faultPhase({ ...FULL, randomSeed });
      expect(durationMs).toBe(75_000);
      expect(faults!.map(({ part }) => part).toSorted()).toEqual(SERVERS);
      for (const [slot, { action, atMs, returnAtMs }] of faults!.entries()) {
        expect(action).toBe('kill');
        expect(returnAtMs - atMs).toBe(10_000);
        moments[slot]!.push(atMs - slot * 25_000);
      }
      const order = faults!.map(({ part }) => part).join();
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    // Each of the 6 orders is expected 100 times in 600; a binomial count is outside 60 to 140 once in 10,000.
    expect(orders.size).toBe(6);
    for (const count of orders.values()) expect(Math.abs(count - 100)).toBeLessThan(40);
    for (const inSlot of moments) {
      expect(Math.min(...inSlot)).toBeGreaterThanOrEqual(2_000);
      expect(Math.max(...inSlot)).toBeLessThanOrEqual(8_000);
      // Uniform over 6 s: the mean of 600 is 5 s, with a standard error of 71 ms.
      expect(Math.abs(inSlot.reduce((sum, ms) => sum + ms, 0) / inSlot.length - 5_000)).toBeLessThan(300);
    }
  });

  it('of a quick run kills one server, any of them, in its 2nd or 3rd second', () => {
    const killed = new Set<string>();
    for (const randomSeed of SEEDS) {
      const { durationMs, faults } = faultPhase({ ...QUICK, randomSeed });
      const [{ part, atMs, returnAtMs }, ...others] = faults as [Fault, ...Fault[]];
      expect(durationMs).toBe(12_000);
      expect(others).toEqual([]);
      expect(atMs).toBeGreaterThanOrEqual(1_000);
      expect(atMs).toBeLessThanOrEqual(3_000);
      expect(returnAtMs - atMs).toBe(3_000);
      killed.add(part);
    }
    expect([...killed].toSorted()).toEqual(SERVERS);
  });

  it('is the same for the same seed', () => {
    for (const randomSeed of SEEDS.slice(0, 20)) {
      expect(profileFor({ ...FULL, randomSeed })).toEqual(profileFor({ ...FULL, randomSeed }));
    }
  });

  it.each([1, 2, 4])('names only servers that exist, with %i of them', (count) => {
    const servers = Array.from({ length: count }, (_, i) => `api-${i}`);
    for (const randomSeed of SEEDS.slice(0, 20)) {
      const killed = faultPhase({ ...FULL, servers, randomSeed }).faults!.map(({ part }) => part);
      expect(killed).toHaveLength(3);
      expect(servers).toEqual(expect.arrayContaining(killed));
      expect(new Set(killed).size).toBe(Math.min(count, 3));
    }
  });

  it('is left out when there is no server to kill', () => {
    const { loads } = profileFor({ ...FULL, servers: [] });
    expect(loads).toEqual(full.loads.filter(({ name }) => name !== 'fault'));
  });
});

describe('the full profile', () => {
  it('keeps 30,000 users in 3 processes, and offers 1,060 arrivals a second', () => {
    expect(named(full.loads, 'closed')).toMatchObject({
      load: { model: 'closed', users: 30_000, thinkTimeMs: 30_000 },
      generatorProcesses: 3,
      phases: [
        { kind: 'ramp-up', durationMs: 90_000 },
        { kind: 'warm-up', durationMs: 40_000 },
        { kind: 'steady', durationMs: 76_000 },
      ],
    });
    expect(named(full.loads, 'open')).toMatchObject({
      load: { model: 'open', arrivalRatePerSec: 1_060 },
      generatorProcesses: 1,
      phases: [
        { kind: 'warm-up', durationMs: 40_000 },
        { kind: 'steady', durationMs: 76_000 },
      ],
    });
  });

  it('holds as many whole seconds in each steady phase as a sure pass needs', () => {
    const steady = full.loads.flatMap(({ phases }) => phases).filter(({ kind }) => kind === 'steady');
    expect(steady).toHaveLength(2);
    for (const { durationMs } of steady) expect(durationMs / 1000 - 1).toBeGreaterThanOrEqual(SURE_PHASE_SEC);
  });

  it('starts no more than 500 users a second, however many there are', () => {
    for (const users of [1, 4_999, 12_345, 100_000]) {
      const { phases, generatorProcesses } = named(
        profileFor({ ...FULL, users, ratePerSec: 1 }).loads,
        'closed',
      );
      expect(users / (phases[0]!.durationMs / 1000)).toBeLessThanOrEqual(500);
      expect(users / generatorProcesses).toBeLessThanOrEqual(10_000);
    }
  });
});

describe('the quick profile', () => {
  it('uses one process and under a minute of load, so that a verdict takes less than 90 s', () => {
    expect(quick.loads.map(({ generatorProcesses }) => generatorProcesses)).toEqual([1, 1, 1]);
    expect(totalMs(quick.loads)).toBeLessThanOrEqual(60_000);
  });
});

describe('the targets', () => {
  it('are the six of the document, each valid', () => {
    expect(
      targets.map(({ id, operator, bound, indicator }) => `${id} ${operator} ${bound} ${unitOf(indicator)}`),
    ).toEqual([
      'tvet.p95 < 200 ms',
      'tvet.rps >= 1000 requests/s',
      'tvet.availability >= 0.999 ratio',
      'tvet.users >= 30000 users',
      'tvet.db < 50 ms',
      'tvet.hit-ratio > 0.8 ratio',
    ]);
    for (const target of targets) expect(Value.Check(Target, target)).toBe(true);
  });
});
