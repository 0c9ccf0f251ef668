import type { LoadProfile, PhaseKind } from '../../harness/model/load.ts';
import type { RunPhase } from '../../harness/model/run.ts';
import type { PhaseSummary, Summary, SummarySecond } from '../../harness/model/summary.ts';
import { ExponentialHistogram } from '../../harness/stats/exponential-histogram.ts';
import { Random } from './random.ts';

export const START_SEC = 1_795_600_000;

const BOUNDS_MS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000];

/** What a made-up system does: enough to look like a real run, and to be made worse. */
export type Behaviour = {
  responseTimeMs: number;
  failedShare: number;
  hitRatio: number;
  queryTimeMs: number;
  /** planned users */
  users: number;
  ratePerSec: number;
};

type Planned = { name: string; kind: PhaseKind; load: string; seconds: number };

/** The phases of the default profile, each `scale` times as long. */
export function plannedPhases(scale: number): Planned[] {
  const phases: [string, PhaseKind, string, number][] = [
    ['warm-up', 'warm-up', 'open', 30],
    ['steady', 'steady', 'open', 60],
    ['ramp-up', 'ramp-up', 'users', 50],
    ['users-steady', 'steady', 'users', 60],
    ['failover warm-up', 'warm-up', 'failover', 15],
    ['failover', 'fault', 'failover', 75],
  ];
  return phases.map(([name, kind, load, seconds]) => ({ name, kind, load, seconds: seconds * scale }));
}

/** Between two loads the generator starts again: some seconds belong to no phase. */
const PAUSE_SEC = 6;

export function makePhases(scale: number): RunPhase[] {
  let second = START_SEC + 4;
  let previousLoad = 'open';
  return plannedPhases(scale).map(({ name, kind, load, seconds }) => {
    if (load !== previousLoad) second += PAUSE_SEC;
    previousLoad = load;
    const startMs = second * 1000 + 250;
    second += seconds;
    return { name, kind, load, startMs, endMs: second * 1000 + 250 };
  });
}

export function makeProfile(behaviour: Behaviour, scale: number): LoadProfile {
  const phasesOf = (load: string) =>
    plannedPhases(scale)
      .filter((phase) => phase.load === load)
      .map(({ name, kind, seconds }) => ({ name, kind, durationMs: seconds * 1000 }));
  const open = { model: 'open' as const, arrivalRatePerSec: behaviour.ratePerSec };
  const closed = { model: 'closed' as const, users: behaviour.users, thinkTimeMs: 30_000 };
  return {
    loads: [
      { name: 'open', load: open, generatorProcesses: 1, phases: phasesOf('open') },
      { name: 'users', load: closed, generatorProcesses: 3, phases: phasesOf('users') },
      { name: 'failover', load: open, generatorProcesses: 1, phases: phasesOf('failover') },
    ],
  };
}

/** While one of three servers is down, a third into the fault phase and until two thirds. */
function isDown(phase: RunPhase, atMs: number): boolean {
  const share = (atMs - phase.startMs) / (phase.endMs - phase.startMs);
  return phase.kind === 'fault' && share > 1 / 3 && share < 2 / 3;
}

export function makeSummary(behaviour: Behaviour, scale: number, seed: number): Summary {
  const random = new Random(seed);
  const phases = makePhases(scale);
  const histograms = phases.map(() => [0, 1, 2].map(() => new ExponentialHistogram()));
  const totals = phases.map(() => ({ attempted: 0, correct: 0, failed: 0, refused: 0, dropped: 0 }));
  const seconds: SummarySecond[] = [];
  const last = Math.floor(phases.at(-1)!.endMs / 1000);
  for (let second = START_SEC; second < last; second++) {
    const index = phases.findIndex(
      ({ startMs, endMs }) => second * 1000 >= startMs && (second + 1) * 1000 <= endMs,
    );
    const phase = phases[index];
    if (!phase) {
      seconds.push(idleSecond(second));
      continue;
    }
    const made = busySecond(second, phase, phases[0]!.startMs, behaviour, random);
    seconds.push(made);
    for (const key of ['attempted', 'correct', 'failed', 'refused', 'dropped'] as const) {
      totals[index]![key] += made.outcomes![key];
    }
    for (let i = 0; i < made.outcomes!.correct / 20; i++) {
      const serviceMs = sampleMs(made.responseTimeMs!.p50, random);
      const delayMs = 0.05 * random.around(0.6);
      histograms[index]![0]!.record(serviceMs + delayMs, 20);
      histograms[index]![1]!.record(serviceMs, 20);
      histograms[index]![2]!.record(delayMs, 20);
    }
  }
  return {
    serverHistogramUpperBoundsMs: BOUNDS_MS,
    phases: phases.map((phase, i) =>
      phaseSummary(phase, totals[i]!, histograms[i]!, seconds, behaviour),
    ),
    seconds,
    routes: ROUTES.map(([route, share, factor], i) => ({
      route,
      correct: Math.round(share * 220_000 * scale),
      failed: Math.round(share * 220_000 * scale * behaviour.failedShare),
      responseTimeMs: percentiles(behaviour.responseTimeMs * factor, 1 + 0.05 * (i % 3)),
    })),
    statements: STATEMENTS.map(([statement, share, factor]) => ({
      statement,
      count: Math.round(share * 60_000 * scale),
      meanMs: behaviour.queryTimeMs * factor * 0.4,
      p50Ms: bucketAbove(behaviour.queryTimeMs * factor * 0.3),
      p95Ms: bucketAbove(behaviour.queryTimeMs * factor),
    })),
    processes: PROCESSES.map(([name, cores, gigabytes]) => ({
      name,
      cpuCoresMean: cores,
      cpuCoresMax: cores * 1.6,
      memoryMaxBytes: Math.round(gigabytes * 1e9),
    })),
  };
}

function busySecond(
  second: number,
  phase: RunPhase,
  runStartMs: number,
  behaviour: Behaviour,
  random: Random,
): SummarySecond {
  const intoPhase = (second * 1000 - phase.startMs) / (phase.endMs - phase.startMs);
  const down = isDown(phase, second * 1000);
  const closed = phase.load === 'users';
  const userShare = phase.kind === 'ramp-up' ? Math.max(0, intoPhase) : 1;
  const users = closed ? Math.round(behaviour.users * userShare) : 0;
  const rate = closed ? users / 30 : behaviour.ratePerSec;
  const attempted = Math.round(rate * (closed ? random.around(0.03) : random.around(0.006)));
  const struggle = down ? 1.5 : 1;
  const failed = Math.round(attempted * behaviour.failedShare * random.around(0.3)) + (down && random.next() > 0.93 ? 1 : 0);
  const age = (second * 1000 - runStartMs) / 1000;
  const p50 = behaviour.responseTimeMs * 0.28 * struggle * (1 + 2 * Math.exp(-age / 4)) * random.around(0.05);
  const hitRatio = behaviour.hitRatio * (1 - Math.exp(-age / 9)) * (1 - 0.004 * random.next());
  const queries = attempted * (1 - hitRatio) * 1.1;
  return {
    second,
    phase: phase.name,
    outcomes: { attempted, correct: attempted - failed, failed, refused: 0, dropped: 0 },
    users: closed ? users : 24,
    responseTimeMs: percentiles(p50 / 0.28, random.around(0.08)),
    serviceTimeMs: percentiles(p50 / 0.28, 1),
    hitRatio,
    poolInUse: Math.max(0, Math.round(2 + 3 * random.next() + 0.004 * queries)),
    poolWaiting: random.next() > 0.97 ? 1 : 0,
    poolWaitP95Ms: bucketAbove(0.12 * random.around(0.4)),
    queryTimeP95Ms: bucketAbove(behaviour.queryTimeMs * random.around(0.3)),
    queriesPerSec: queries,
    cpuCoresByProcess: Object.fromEntries(
      PROCESSES.filter(([name]) => !(down && name === 'server-2')).map(([name, cores]) => [
        name,
        cores * (0.25 + (0.75 * rate) / 1200) * random.around(0.12),
      ]),
    ),
    machineCpuUtilization: 0.45 * random.around(0.1),
  };
}

function idleSecond(second: number): SummarySecond {
  return {
    second,
    phase: null,
    outcomes: null,
    users: null,
    responseTimeMs: null,
    serviceTimeMs: null,
    hitRatio: null,
    poolInUse: 0,
    poolWaiting: 0,
    poolWaitP95Ms: null,
    queryTimeP95Ms: null,
    queriesPerSec: 0,
    cpuCoresByProcess: { postgres: 0.02, redis: 0.004, nginx: 0.002, 'server-1': 0.01, 'server-2': 0.01, 'server-3': 0.01 },
    machineCpuUtilization: 0.06,
  };
}

function phaseSummary(
  phase: RunPhase,
  outcomes: PhaseSummary['outcomes'],
  histograms: ExponentialHistogram[],
  seconds: SummarySecond[],
  behaviour: Behaviour,
): PhaseSummary {
  const own = seconds.filter((second) => second.phase === phase.name);
  const increase = { counts: BOUNDS_MS.map((bound) => (bound === 2 ? 900 : 0)).concat(0), sum: 1400 };
  return {
    name: phase.name,
    kind: phase.kind,
    startMs: phase.startMs,
    endMs: phase.endMs,
    observedSeconds: own.length,
    expectedSeconds: own.length,
    offeredRatePerSec: phase.load === 'users' ? null : behaviour.ratePerSec,
    outcomes,
    failedByReason: outcomes.failed > 0 ? { 'status 500': outcomes.failed } : {},
    responseTimeMs: histograms[0]!.encode(),
    serviceTimeMs: histograms[1]!.encode(),
    startDelayMs: histograms[2]!.encode(),
    goodputPerSec: own.map((second) => second.outcomes!.correct),
    attemptedPerSec: own.map((second) => second.outcomes!.attempted),
    users: own.map((second) => second.users!),
    queryTimeMs: increase,
    poolWaitMs: increase,
    cacheByFamily: {
      student_sync: { hit: 18_200, miss: 2_400, error: 0 },
      lecturer_dashboard: { hit: 7_800, miss: 310, error: 0 },
      attendance_session: { hit: 12_100, miss: 1_900, error: 0 },
      online_class: { hit: 9_050, miss: 420, error: 0 },
      semester_progress: { hit: 2_330, miss: 12, error: 0 },
    },
    generatorCpuCores: 0.42,
    machineCpuUtilization: 0.46,
  };
}

/** A sample of a two-humped distribution: answered from the cache, or from the database. */
function sampleMs(p50: number, random: Random): number {
  return p50 * (random.next() < 0.86 ? random.around(0.35) : 2.6 * random.around(0.5));
}

function percentiles(p95: number, spread: number) {
  return { p50: p95 * 0.28, p95: p95 * spread, p99: p95 * 2.1 * spread * spread };
}

function bucketAbove(valueMs: number): number {
  return BOUNDS_MS.find((bound) => bound >= valueMs) ?? BOUNDS_MS.at(-1)!;
}

const ROUTES: [string, number, number][] = [
  ['sync.read', 0.3, 0.9],
  ['sync.write', 0.06, 1.5],
  ['content.list', 0.16, 1.1],
  ['content.add', 0.004, 1.8],
  ['content.change', 0.006, 1.9],
  ['attendance.read', 0.14, 0.8],
  ['attendance.check-in', 0.07, 2.2],
  ['attendance.open', 0.003, 1.7],
  ['classes.list', 0.12, 0.8],
  ['classes.read', 0.09, 0.8],
  ['classes.join', 0.03, 2.1],
  ['progress.read', 0.012, 2.8],
  ['auth.login', 0.005, 24],
];

const STATEMENTS: [string, number, number][] = [
  ['sync.select', 0.2, 0.5],
  ['sync.upsert', 0.11, 1.1],
  ['content.select_newest', 0.06, 0.9],
  ['content.insert', 0.01, 0.9],
  ['attendance.select', 0.13, 0.6],
  ['attendance.check_in', 0.15, 1.6],
  ['classes.select_day', 0.05, 0.8],
  ['classes.join', 0.07, 1.7],
  ['progress.aggregate', 0.02, 4.2],
  ['accounts.select', 0.01, 0.4],
  ['sessions.select', 0.18, 0.4],
];

const PROCESSES: [string, number, number][] = [
  ['postgres', 0.16, 0.61],
  ['redis', 0.11, 0.12],
  ['nginx', 0.14, 0.04],
  ['server-1', 0.15, 0.19],
  ['server-2', 0.15, 0.19],
  ['server-3', 0.15, 0.18],
  ['k6-1', 0.14, 2.01],
  ['k6-2', 0.13, 2.0],
  ['k6-3', 0.13, 2.02],
  ['harness', 0.05, 0.16],
];
