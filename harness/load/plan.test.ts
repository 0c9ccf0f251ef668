import { describe, expect, it } from 'vitest';
import type { PlannedLoad } from '../model/load.ts';
import { connectionsOf, generatorNeedsBytes, type K6Plan, planK6 } from './plan.ts';
import { onlyPhases } from './schedules.ts';

const open = (arrivalRatePerSec: number, generatorProcesses = 1): PlannedLoad => ({
  name: 'open',
  load: { model: 'open', arrivalRatePerSec },
  generatorProcesses,
  phases: [
    { name: 'warm-up', kind: 'warm-up', durationMs: 30_000 },
    { name: 'steady', kind: 'steady', durationMs: 60_000 },
  ],
});

const closed = (users: number, generatorProcesses: number): PlannedLoad => ({
  name: 'closed',
  load: { model: 'closed', users, thinkTimeMs: 30_000 },
  generatorProcesses,
  phases: [
    { name: 'ramp-up', kind: 'ramp-up', durationMs: 60_000 },
    { name: 'steady', kind: 'steady', durationMs: 60_000 },
  ],
});

const scenarioOf = ({ options }: K6Plan, name: string) =>
  (options as { scenarios: Record<string, unknown> }).scenarios[name];

const MACHINE = { cores: 2, memoryBytes: 24e9, availableBytes: 22e9 };

describe('an open load', () => {
  it('becomes arrivals at a constant rate with preallocated VUs, and warms up on a schedule of its own', () => {
    const plan = planK6(open(1_200), 7, MACHINE);
    const arrivals = {
      executor: 'constant-arrival-rate',
      exec: 'arrival',
      rate: 1_200_000,
      timeUnit: '1000s',
      preAllocatedVUs: 2_400,
      maxVUs: 2_400,
    };
    expect(scenarioOf(plan, 'open-warm-up')).toEqual({
      ...arrivals,
      startTime: '0ms',
      duration: '30000ms',
      gracefulStop: '0s',
      env: {
        ARRIVAL_RATE_PER_SEC: '1200',
        SCHEDULE_DURATION_MS: '30000',
        PHASES: '[{"name":"warm-up","endMs":30000}]',
      },
    });
    expect(scenarioOf(plan, 'open')).toEqual({
      ...arrivals,
      startTime: '30000ms',
      duration: '60000ms',
      gracefulStop: '11s',
      env: {
        ARRIVAL_RATE_PER_SEC: '1200',
        SCHEDULE_DURATION_MS: '60000',
        PHASES: '[{"name":"steady","endMs":60000}]',
      },
    });
    expect(plan.scenarioEnv).toEqual({
      RANDOM_SEED: '7',
      THINK_TIME_MS: '0',
      USERS: '2400',
      USERS_PER_VU: '1',
    });
  });

  it('has schedules of one phase, so that the phase of a dropped arrival is known', () => {
    expect(onlyPhases(open(1_200))).toEqual({ 'open-warm-up': 'warm-up', open: 'steady' });
    expect(onlyPhases(closed(300, 1))).toEqual({});
    expect(planK6(open(1_200), 1, MACHINE).options).toMatchObject({ systemTags: ['scenario'] });
  });

  it('keeps fractions of a rate, and some VUs however low it is', () => {
    expect(scenarioOf(planK6(open(0.25), 1, MACHINE), 'open')).toMatchObject({
      rate: 250,
      preAllocatedVUs: 100,
    });
  });
});

it('lets garbage pile up in a share of memory that all processes of a load have together', () => {
  expect(planK6(open(1_200), 1, MACHINE).runtimeEnv).toEqual({
    GOMAXPROCS: '1',
    GOGC: 'off',
    GOMEMLIMIT: '12000000000',
    PROOFLOAD_RESERVE_BYTES: '2700000000', // 1,200 requests a second for 90 s, 25 KB each
  });
  expect(planK6(closed(30_000, 3), 1, MACHINE).runtimeEnv).toEqual({
    GOMAXPROCS: '1',
    GOGC: 'off',
    GOMEMLIMIT: '6000000000',
    PROOFLOAD_RESERVE_BYTES: '1000000000', // 10,000 users, 4 requests in 120 s, 25 KB each
  });
  const pages = { ...open(600), requestsPerArrival: 2 };
  expect(planK6(pages, 1, MACHINE).runtimeEnv.PROOFLOAD_RESERVE_BYTES).toBe('2700000000');
});

it('sets no memory aside that the machine does not have', () => {
  const reserveOf = (availableBytes: number) =>
    planK6(closed(30_000, 3), 1, { ...MACHINE, availableBytes }).runtimeEnv.PROOFLOAD_RESERVE_BYTES;
  expect(reserveOf(15e9)).toBe('758333332'); // 95% of a limit of 85% of these, less the system's growth, without the users' own
  expect(reserveOf(8e9)).toBe('0');
});

it('lets no more garbage pile up than there is memory available, whatever the machine has', () => {
  const limitOf = (memoryBytes: number, availableBytes: number) =>
    planK6(open(600), 1, { cores: 2, memoryBytes, availableBytes }).runtimeEnv.GOMEMLIMIT;
  expect(limitOf(24e9, 22e9)).toBe('12000000000');
  expect(limitOf(24e9, 1e9)).toBe('600000000');
  expect(limitOf(24e9, 0.8e9)).toBe('534000000'); // what its users take
  expect(limitOf(1.4e9, 1.2e9)).toBe('700000000');
});

it('knows the least memory that a load needs', () => {
  expect(generatorNeedsBytes(open(600))).toBe(1_200 * 320_000 + 150e6);
  expect(generatorNeedsBytes(closed(30_000, 3))).toBe(30_000 * 320_000 + 3 * 150e6);
});

it.each([
  [2, 1, 1],
  [1.5, 1, 1],
  [0.5, 3, 1],
  [16, 1, 8],
  [16, 3, 2],
  [2, 3, 1],
  [1, 1, 1],
])('leaves half of %d cores to the system: %i processes run on %i each', (cores, processes, each) => {
  const plan = planK6(closed(300, processes), 1, { ...MACHINE, cores });
  expect(plan.coresPerProcess).toBe(each);
  expect(plan.runtimeEnv.GOMAXPROCS).toBe(String(each));
});

describe('a closed load', () => {
  it('becomes a population that grows in its first phase and stays through the others', () => {
    const plan = planK6(closed(30_000, 3), 1, MACHINE);
    expect(scenarioOf(plan, 'closed')).toEqual({
      executor: 'ramping-vus',
      exec: 'user',
      startVUs: 0,
      stages: [
        { duration: '60000ms', target: 30_000 },
        { duration: '60000ms', target: 30_000 },
      ],
      gracefulRampDown: '0s',
      gracefulStop: '3s',
      startTime: '0ms',
      env: {
        ARRIVAL_RATE_PER_SEC: '0',
        SCHEDULE_DURATION_MS: '120000',
        PHASES: '[{"name":"ramp-up","endMs":60000},{"name":"steady","endMs":120000}]',
      },
    });
    expect(plan.scenarioEnv).toMatchObject({
      THINK_TIME_MS: '30000',
      USERS: '30000',
    });
  });
});

describe('a staircase', () => {
  const levels = (model: 'open' | 'closed'): PlannedLoad => ({
    name: 'climb',
    load:
      model === 'open'
        ? { model, arrivalRatePerSec: 200 }
        : { model, users: 200, thinkTimeMs: 10_000, usersPerVu: 2 },
    generatorProcesses: 1,
    carriedWhile: { p95Ms: 500, correctShare: 0.99 },
    phases: [100, 200].flatMap((level) => [
      { name: `settling at ${level}`, kind: 'warm-up', durationMs: 4_000, level },
      { name: `steady at ${level}`, kind: 'steady', durationMs: 10_000, level },
    ]),
  });

  it('of arrivals has schedules of its own for each level, at its own rate, and lets its requests end', () => {
    const planned = levels('open');
    const { scenarios } = planK6(planned, 1, MACHINE).options as {
      scenarios: Record<string, { startTime: string; rate: number; gracefulStop: string; env: object }>;
    };
    expect(
      Object.entries(scenarios).map(([name, { startTime, rate, gracefulStop }]) => [
        name,
        startTime,
        rate,
        gracefulStop,
      ]),
    ).toEqual([
      ['climb-warm-up-100', '0ms', 100_000, '0s'],
      ['climb-100', '4000ms', 100_000, '11s'],
      ['climb-warm-up-200', '14000ms', 200_000, '0s'],
      ['climb-200', '18000ms', 200_000, '11s'],
    ]);
    expect(scenarios['climb-200']!.env).toMatchObject({ ARRIVAL_RATE_PER_SEC: '200' });
    expect(onlyPhases(planned)['climb-200']).toBe('steady at 200');
    expect(connectionsOf(planned)).toBe(200 + 400); // the last responses of a level come while the next has begun
  });

  it('of users is one population that grows from level to level', () => {
    const { options } = planK6(levels('closed'), 1, MACHINE);
    expect(options).toMatchObject({
      scenarios: { climb: { stages: [50, 50, 100, 100].map((target) => ({ target })) } },
    });
    expect(connectionsOf(levels('closed'))).toBe(100);
  });
});

describe('several processes', () => {
  it('share a load by segments that cover it without a gap', () => {
    const { processes } = planK6(closed(30_000, 3), 1, MACHINE);
    const sequence = '0,1/3,2/3,1';
    expect(processes.map(({ name, segment }) => ({ name, segment }))).toEqual([
      { name: 'k6-1', segment: { share: '0:1/3', sequence } },
      { name: 'k6-2', segment: { share: '1/3:2/3', sequence } },
      { name: 'k6-3', segment: { share: '2/3:1', sequence } },
    ]);
  });

  it('have client addresses of their own, one for each user', () => {
    const { processes } = planK6(closed(30_000, 3), 1, MACHINE);
    expect(processes.map(({ localIps }) => localIps)).toEqual([
      '127.1.0.1-127.1.39.16',
      '127.2.0.1-127.2.39.16',
      '127.3.0.1-127.3.39.16',
    ]);
    expect(39 * 256 + 16).toBe(10_000);
  });

  it('are a single one without a segment if one is enough', () => {
    expect(planK6(open(1_200), 1, MACHINE).processes).toEqual([
      { name: 'k6', segment: null, localIps: '127.1.0.1-127.1.9.96' },
    ]);
  });
});
