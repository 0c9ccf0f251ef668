import type { Run } from '../../harness/model/run.ts';
import type { RouteTime } from '../../harness/model/summary.ts';
import type { Status, TargetVerdict, ValidityCheck, Verdict } from '../../harness/model/verdict.ts';
import { overPhases } from '../../harness/summary/route-times.ts';
import { judgedPhases } from '../shared/charts/findings.ts';
import type { ReportData } from '../run/report-data.ts';
import { BROKEN, changedChecks, DISTRUSTED, heldChecks, STEADY_START_UNKNOWN, unknown } from './checks.ts';
import type { Behaviour } from './profile.ts';
import { NO_SUSPECT, POOL_SUSPECT, resourcesOf } from './resources.ts';
import { makeRun } from './run.ts';
import { makeSummary } from './summary.ts';
import { TARGETS } from './targets.ts';

export const FIXTURE_NAMES = ['pass', 'fail', 'inconclusive', 'distrusted', 'invalid'] as const;
export type FixtureName = (typeof FIXTURE_NAMES)[number];

const GOOD: Behaviour = {
  responseTimeMs: 7.4,
  failedShare: 0,
  hitRatio: 0.93,
  queryTimeMs: 1.7,
  users: 30_000,
  ratePerSec: 1200,
  startDelayMs: 0.2,
  parts: { balancer: 0.19, serverQueue: 0.03, poolWait: 0.01, query: 0.32, cache: 0.21, rest: 0.24 },
};

/** A made-up run with this outcome. `scale` stretches its phases: 1 is five minutes, 12 an hour. */
export function fixture(name: FixtureName, scale = name === 'inconclusive' ? 0.2 : 1): ReportData {
  switch (name) {
    case 'pass':
      return build(GOOD, scale, {});
    case 'fail':
      return failing(scale);
    case 'inconclusive':
      return inconclusive(scale);
    case 'distrusted':
      return distrusted(scale);
    case 'invalid':
      return broken(build(GOOD, scale, {}));
  }
}

function build(behaviour: Behaviour, scale: number, changed: Record<string, Partial<TargetVerdict>>): ReportData {
  const run = makeRun(behaviour, scale);
  const targets = TARGETS.map((target) => ({ ...target, ...changed[target.id] }));
  const statuses = new Set(targets.map((target) => target.status));
  const status = (['fail', 'invalid', 'inconclusive'] as Status[]).find((each) => statuses.has(each)) ?? 'pass';
  return { run, verdict: makeVerdict(run, targets, status), summary: makeSummary(behaviour, scale, 7) };
}

/** Too few connections, and a cold cache: one failed target has a saturated suspect, the other has none. */
function failing(scale: number): ReportData {
  const behaviour: Behaviour = {
    ...GOOD,
    responseTimeMs: 190,
    failedShare: 0.0004,
    startDelayMs: 16,
    parts: { balancer: 0.06, serverQueue: 0.05, poolWait: 0.55, query: 0.22, cache: 0.02, rest: 0.1 },
  };
  const data = build(behaviour, scale, {
    'tvet.p95': {
      actual: 231.4,
      interval: { low: 226.1, high: 237.9, confidence: 0.95, method: 'rank' },
      status: 'fail',
      headroom: -0.157,
      reason: 'The whole interval, 226 to 238 ms, lies beyond the bound of under 200 ms.',
      suspect: POOL_SUSPECT,
    },
    'tvet.hit-ratio': {
      actual: 0.7612,
      interval: { low: 0.7581, high: 0.7643, confidence: 0.95, method: 'Clopper-Pearson' },
      status: 'fail',
      headroom: -0.194,
      reason: 'The whole interval, 75.8% to 76.4%, lies beyond the bound of over 80%.',
      suspect: NO_SUSPECT,
    },
  });
  return { ...data, verdict: { ...data.verdict, saturation: resourcesOf('pool') } };
}

/** Too small a load, and data and code that were not checked afterwards: some checks could not be made. */
function inconclusive(scale: number): ReportData {
  const data = build({ ...GOOD, users: 2000 }, scale, {
    'tvet.availability': {
      actual: 1,
      interval: { low: 0.99871, high: 1, confidence: 0.95, method: 'Clopper-Pearson' },
      sampleCount: 2856,
      status: 'inconclusive',
      headroom: null,
      reason: 'The interval, 99.871% to 100%, holds the bound of at least 99.9%; 830 more requests would settle it.',
    },
    'tvet.users': {
      actual: 2000,
      interval: null,
      status: 'inconclusive',
      headroom: null,
      reason: 'Only 2,000 users were planned, so 30,000 could not be seen.',
    },
  });
  const checks = changedChecks([
    unknown('dataset-changed', null, { bound: 0, unit: 'tables', reason: 'The data set was not checked after the load: the run ended before that.' }),
    unknown('code-changed', null, { bound: 0, unit: 'changes', reason: 'The code was not checked after the load: the run ended before that.' }),
  ]);
  return { ...data, verdict: { ...data.verdict, validity: { status: 'valid', checks } } };
}

/** Measured to the end, by a generator that dropped arrivals in one phase and was late in another. */
function distrusted(scale: number): ReportData {
  const data = build({ ...GOOD, startDelayMs: 60 }, scale, {});
  const reason =
    "This measurement cannot be trusted: 4,210 arrivals were dropped in 'steady', for no virtual user was free to send them (and 3 more).";
  const targets = data.verdict.targets.map(
    (target): TargetVerdict => ({ ...target, status: 'invalid', headroom: null, reason }),
  );
  const p95 = { ...targets[0]!, actual: null, interval: null, headroom: null };
  const generator = {
    ...data.verdict.generator,
    status: 'invalid' as const,
    droppedIterations: 4210,
    startDelayP99Ms: 184,
    reasons: reasonsOf(DISTRUSTED),
  };
  return {
    ...data,
    verdict: {
      ...data.verdict,
      status: 'invalid',
      targets: [p95, ...targets.slice(1)],
      generator,
      validity: { status: 'invalid', checks: changedChecks(DISTRUSTED) },
      saturation: resourcesOf('generator'),
    },
    summary: withoutStarts(data.summary, 'steady'),
  };
}

/** Intended starts of a phase are unknown, so figures that count from them cannot be computed for it. */
function withoutStarts(summary: ReportData['summary'], phaseName: string): ReportData['summary'] {
  const unknownStart = { responseTimeMs: null, startDelayMs: null, quantilesMs: null };
  const phases = summary.phases.map((phase) =>
    phase.name === phaseName
      ? { ...phase, ...unknownStart, intendedStartUnknown: STEADY_START_UNKNOWN, routeTimes: phase.routeTimes.map(fromActualStart) }
      : phase,
  );
  return {
    ...summary,
    phases,
    seconds: summary.seconds.map((second) => (second.phase === phaseName ? { ...second, ...unknownStart } : second)),
    routes: summary.routes.map((route) => ({ ...route, ...unknownStart })),
    routeTimes: overPhases(judgedPhases({ phases })),
  };
}

function fromActualStart(time: RouteTime): RouteTime {
  return { ...time, meanMs: time.meanMs - time.startDelayMs, startDelayMs: 0 };
}

function reasonsOf(checks: readonly ValidityCheck[]): string[] {
  return checks.filter(({ status }) => status === 'violated').map(({ reason }) => reason);
}

/** Data missing in every way: the report of such a run has to be read most closely. */
function broken({ run, verdict, summary }: ReportData): ReportData {
  const nothing = { scale: 0, zeroCount: 0, offset: 0, counts: [], sum: 0, min: null, max: null };
  return {
    run: {
      ...run,
      state: 'aborted',
      phases: run.phases.slice(0, 2),
      plantedDefects: {
        slowStatement: { statement: 'sync.select', delayMs: 80 },
        failedResponseRatio: 0.01,
        poolMax: 4,
        tableLock: { table: 'online_classes', everyMs: 2000, forMs: 500 },
      },
      dataChecks: [],
      statements: [],
      events: [{ atMs: run.phases[0]!.startMs + 5000, kind: 'part-died', what: 'k6-1 ended with code 107' }],
      provenance: { ...run.provenance, commit: null, datasetFingerprint: null, datasetRows: {}, serverSettings: {} },
    },
    verdict: {
      ...verdict,
      status: 'invalid',
      targets: [],
      resources: [],
      saturation: [],
      validity: { status: 'invalid', checks: BROKEN },
      generator: {
        status: 'invalid',
        offeredRate: 1200,
        attemptedRate: null,
        droppedIterations: 4210,
        startDelayP99Ms: null,
        cpuUtilization: null,
        reasons: reasonsOf(BROKEN),
      },
      notes: ['The run was interrupted after 41 s.'],
    },
    summary: {
      ...summary,
      phases: summary.phases.slice(0, 2).map((phase) => ({
        ...phase,
        observedSeconds: 0,
        responseTimeMs: nothing,
        serviceTimeMs: nothing,
        startDelayMs: nothing,
        goodputPerSec: [],
        users: [],
        cacheByFamily: {},
      })),
      seconds: summary.seconds.slice(0, 41).map((second, i) => ({
        ...second,
        outcomes: i % 10 < 6 ? second.outcomes : null,
        responseTimeMs: i === 20 ? second.responseTimeMs : null,
        serviceTimeMs: null,
        startDelayMs: null,
        quantilesMs: i === 20 ? second.quantilesMs : null,
        users: null,
        hitRatio: null,
        poolInUse: null,
        poolPeakInUse: null,
        poolWaiting: null,
        poolWaitP95Ms: null,
        queryTimeP95Ms: null,
        queriesPerSec: null,
        cpuCoresByProcess: {},
        machineCpuUtilization: null,
      })),
      routes: [],
      statements: [],
      processes: [],
      routeTimes: [],
      sessionsEnded: null,
    },
  };
}

function makeVerdict(run: Run, targets: TargetVerdict[], status: Status): Verdict {
  return {
    schemaVersion: 4,
    runId: run.id,
    platform: run.platform,
    status,
    targets,
    generator: {
      status: 'valid',
      offeredRate: 1200,
      attemptedRate: 1199.6,
      droppedIterations: 0,
      startDelayP99Ms: 0.31,
      cpuUtilization: 0.46,
      reasons: [],
    },
    validity: { status: 'valid', checks: heldChecks() },
    resources: [],
    saturation: resourcesOf('none'),
    notes: ['30,000 users with a think time of 30 s ask for about 1,000 requests a second (Little).'],
  };
}
