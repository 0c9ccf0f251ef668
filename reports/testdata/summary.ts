import type { RunPhase } from '../../harness/model/run.ts';
import type { Percentiles, PhaseSummary, RouteTime, Summary, SummarySecond } from '../../harness/model/summary.ts';
import { ExponentialHistogram } from '../../harness/stats/exponential-histogram.ts';
import { overPhases } from '../../harness/summary/route-times.ts';
import { judgedPhases } from '../shared/charts/findings.ts';
import { PROCESSES, ROUTES, STATEMENTS } from './names.ts';
import { type Behaviour, isDown, makePhases, START_SEC } from './profile.ts';
import { Random } from './random.ts';

const BOUNDS_MS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000];

export function makeSummary(behaviour: Behaviour, scale: number, seed: number): Summary {
  const random = new Random(seed);
  const phases = makePhases(scale);
  const histograms = phases.map(() => [0, 1, 2].map(() => new ExponentialHistogram()));
  const totals = phases.map(() => ({ attempted: 0, correct: 0, failed: 0, refused: 0, dropped: 0, owed: 0 }));
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
      const serviceMs = sampleMs(made.serviceTimeMs!.p50, random);
      const delayMs = 0.3 * behaviour.startDelayMs * random.around(0.6);
      histograms[index]![0]!.record(serviceMs + delayMs, 20);
      histograms[index]![1]!.record(serviceMs, 20);
      histograms[index]![2]!.record(delayMs, 20);
    }
  }
  const summaries = phases.map((phase, i) =>
    phaseSummary(phase, totals[i]!, histograms[i]!, seconds, behaviour),
  );
  return {
    serverHistogramUpperBoundsMs: BOUNDS_MS,
    quantiles: [0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1],
    phases: summaries,
    seconds,
    routeTimes: overPhases(judgedPhases({ phases: summaries })),
    sessionsEnded: { count: 12, lastedMs: 372_000 },
    routes: ROUTES.map(([route, share, factor], i) => {
      const service = percentiles(behaviour.responseTimeMs * factor, 1 + 0.05 * (i % 3));
      const startDelayMs = percentiles(behaviour.startDelayMs, 1);
      return {
        route,
        correct: Math.round(share * 220_000 * scale),
        failed: Math.round(share * 220_000 * scale * behaviour.failedShare),
        quantilesMs: quantilesOf(delayed(service, startDelayMs)),
        serviceTimeMs: service,
        startDelayMs,
      };
    }),
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
  const service = percentiles(p50 / 0.28, random.around(0.08));
  const startDelayMs = percentiles(behaviour.startDelayMs * random.around(0.4), 1);
  const poolInUse = Math.max(0, Math.round(2 + 3 * random.next() + 0.004 * queries));
  return {
    second,
    phase: phase.name,
    outcomes: { attempted, correct: attempted - failed, failed, refused: 0, dropped: 0 },
    users: closed ? users : 24,
    responseTimeMs: delayed(service, startDelayMs),
    serviceTimeMs: service,
    startDelayMs,
    quantilesMs: quantilesOf(delayed(service, startDelayMs)),
    hitRatio,
    poolInUse,
    poolPeakInUse: 2 * poolInUse,
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
    startDelayMs: null,
    quantilesMs: null,
    hitRatio: null,
    poolInUse: 0,
    poolPeakInUse: 0,
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
    planned: phase.load === 'users' ? null : { arrivals: behaviour.ratePerSec * own.length, slack: 1 },
    arrivals: outcomes.attempted,
    outcomes,
    failedByReason: outcomes.failed > 0 ? { 'status 500': outcomes.failed } : {},
    intendedStartUnknown: null,
    responseTimeMs: histograms[0]!.encode(),
    serviceTimeMs: histograms[1]!.encode(),
    startDelayMs: histograms[2]!.encode(),
    goodputPerSec: own.map((second) => second.outcomes!.correct),
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
    series: { requests: [], answers: [], queryTimeMs: [], lookups: [] },
    selected: {},
    generators: [],
    silences: [],
    usersInUse: null,
    connections: null,
    clockStepMs: 0,
    partLives: { parts: [], restarts: [] },
    routeTimes: routeTimes(behaviour, outcomes.correct + outcomes.failed),
    statementTimes: [],
    resources: { machine: null, balancer: null, eventLoop: null, pool: null, database: DATABASE, cache: null },
  };
}

const DATABASE: PhaseSummary['resources']['database'] = {
  cpuCores: null,
  backends: null,
  executionMeanMs: 0.41,
  blockReadMsPerSec: null,
  blockWriteMsPerSec: null,
};

/** A sample of a bimodal distribution: answered from the cache, or from the database. */
function sampleMs(p50: number, random: Random): number {
  return p50 * (random.next() < 0.86 ? random.around(0.35) : 2.6 * random.around(0.5));
}

function percentiles(p95: number, spread: number): Percentiles {
  return { p50: p95 * 0.28, p95: p95 * spread, p99: p95 * 2.1 * spread * spread };
}

/** The same at the quantiles of the summary. */
function quantilesOf({ p50, p95, p99 }: Percentiles): number[] {
  return [p50, p50 + 0.3 * (p95 - p50), p50 + 0.7 * (p95 - p50), p95, p99, 1.6 * p99, 2.4 * p99];
}

/** Response time is service time plus start delay. */
function delayed(service: Percentiles, delay: Percentiles): Percentiles {
  return { p50: service.p50 + delay.p50, p95: service.p95 + delay.p95, p99: service.p99 + delay.p99 };
}

/** The parts of each route's mean; a login spends nearly all of it on the password's hash. */
function routeTimes({ responseTimeMs, startDelayMs, parts }: Behaviour, requests: number): RouteTime[] {
  const delayMs = 0.35 * startDelayMs;
  return ROUTES.map(([route, share, factor]) => {
    const serviceMs = 0.42 * responseTimeMs * factor;
    const of = (part: keyof typeof parts) => serviceMs * parts[part] * (factor > 10 ? 0.1 : 1);
    const known = { balancer: of('balancer'), serverQueue: of('serverQueue'), poolWait: of('poolWait'), query: of('query'), cache: of('cache') };
    const rest = serviceMs - Object.values(known).reduce((sum, ms) => sum + ms, 0);
    return {
      route,
      requests: Math.round(share * requests),
      meanMs: serviceMs + delayMs,
      startDelayMs: delayMs,
      parts: { ...known, rest },
      serverExcessMs: 0,
    };
  }).sort((a, b) => b.meanMs * b.requests - a.meanMs * a.requests);
}

function bucketAbove(valueMs: number): number {
  return BOUNDS_MS.find((bound) => bound >= valueMs) ?? BOUNDS_MS.at(-1)!;
}
