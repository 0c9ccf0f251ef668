import Value from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { LoadProfile, type PlannedLoad } from '../../harness/model/load.ts';
import { Target } from '../../harness/model/target.ts';
import { DEFAULT_RATE_PER_SEC, DEFAULT_USERS, profileFor } from './profile.ts';
import { targets } from './targets.ts';

const full = profileFor({ users: DEFAULT_USERS, ratePerSec: DEFAULT_RATE_PER_SEC, quick: false });
const quick = profileFor({ users: 2_000, ratePerSec: DEFAULT_RATE_PER_SEC, quick: true });
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

  it('has every phase that a target is judged in, and judges no other kinds than steady and fault', () => {
    const kinds = new Map(
      profile.loads.flatMap(({ phases }) => phases.map(({ name, kind }) => [name, kind])),
    );
    for (const { phases } of targets) {
      for (const name of phases) expect(['steady', 'fault']).toContain(kinds.get(name));
    }
  });

  it('kills one server at a third of the fault phase and has it back at two thirds', () => {
    const { durationMs, fault } = named(profile.loads, 'fault').phases.find(({ kind }) => kind === 'fault')!;
    expect(fault).toEqual({
      kind: 'kill-server',
      serverIndex: 0,
      atMs: durationMs / 3,
      restoreAtMs: (2 * durationMs) / 3,
    });
  });
});

describe('the full profile', () => {
  it('keeps 30,000 users in 3 processes, and offers 1,200 arrivals a second', () => {
    expect(named(full.loads, 'closed')).toMatchObject({
      load: { model: 'closed', users: 30_000, thinkTimeMs: 30_000 },
      generatorProcesses: 3,
      phases: [
        { kind: 'ramp-up', durationMs: 90_000 },
        { kind: 'warm-up', durationMs: 15_000 },
        { kind: 'steady', durationMs: 60_000 },
      ],
    });
    expect(named(full.loads, 'open')).toMatchObject({
      load: { model: 'open', arrivalRatePerSec: 1_200 },
      generatorProcesses: 1,
      phases: [
        { kind: 'warm-up', durationMs: 30_000 },
        { kind: 'steady', durationMs: 60_000 },
      ],
    });
  });

  it('starts no more than 500 users a second, however many there are', () => {
    for (const users of [1, 4_999, 12_345, 100_000]) {
      const { phases, generatorProcesses } = named(
        profileFor({ users, ratePerSec: 1, quick: false }).loads,
        'closed',
      );
      expect(users / (phases[0]!.durationMs / 1000)).toBeLessThanOrEqual(500);
      expect(users / generatorProcesses).toBeLessThanOrEqual(10_000);
    }
  });
});

describe('the quick profile', () => {
  it('is one process and under a minute of load, so that a verdict takes less than 90 s', () => {
    expect(quick.loads.map(({ generatorProcesses }) => generatorProcesses)).toEqual([1, 1, 1]);
    expect(totalMs(quick.loads)).toBeLessThanOrEqual(60_000);
  });
});

describe('the targets', () => {
  it('are the six of the document, each valid', () => {
    expect(targets.map(({ id, operator, bound, unit }) => `${id} ${operator} ${bound} ${unit}`)).toEqual([
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
