import type { Run } from '../../harness/model/run.ts';
import type { Target } from '../../harness/model/target.ts';
import type { Status, TargetVerdict, Verdict } from '../../harness/model/verdict.ts';
import type { ReportData } from '../report-data.ts';
import { type Behaviour, makePhases, makeProfile, makeSummary, START_SEC } from './summary.ts';

export const FIXTURE_NAMES = ['pass', 'fail', 'inconclusive', 'invalid'] as const;
export type FixtureName = (typeof FIXTURE_NAMES)[number];

const GOOD: Behaviour = {
  responseTimeMs: 7.4,
  failedShare: 0,
  hitRatio: 0.93,
  queryTimeMs: 1.7,
  users: 30_000,
  ratePerSec: 1200,
};

/** A made-up run that ended so. `scale` stretches its phases: 1 is five minutes, 12 an hour. */
export function fixture(name: FixtureName, scale = name === 'inconclusive' ? 0.2 : 1): ReportData {
  switch (name) {
    case 'pass':
      return build(GOOD, scale, {});
    case 'fail':
      return {
        ...build({ ...GOOD, responseTimeMs: 190, failedShare: 0.0004 }, scale, {
          'tvet.p95': {
            actual: 231.4,
            interval: { low: 226.1, high: 237.9, confidence: 0.95, method: 'rank' },
            status: 'fail',
            headroom: -0.157,
            reason: 'The whole interval, 226 to 238 ms, lies beyond the bound of under 200 ms.',
          },
        }),
      };
    case 'inconclusive':
      return build({ ...GOOD, users: 2000 }, scale, {
        'tvet.availability': {
          actual: 1,
          interval: { low: 0.99871, high: 1, confidence: 0.95, method: 'Clopper-Pearson' },
          sampleCount: 2856,
          status: 'inconclusive',
          headroom: 1,
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
    case 'invalid':
      return broken(build(GOOD, scale, {}));
  }
}

function build(behaviour: Behaviour, scale: number, changed: Record<string, Partial<TargetVerdict>>): ReportData {
  const run = makeRun(behaviour, scale);
  const targets = TARGETS.map((target) => ({ ...target, ...changed[target.id] }));
  const statuses = new Set(targets.map((target) => target.status));
  const status = (['invalid', 'fail', 'inconclusive'] as Status[]).find((each) => statuses.has(each)) ?? 'pass';
  return { run, verdict: makeVerdict(run, targets, status), summary: makeSummary(behaviour, scale, 7) };
}

/** Data missing in every way: the report of such a run is read most closely. */
function broken({ run, verdict, summary }: ReportData): ReportData {
  const nothing = { scale: 0, zeroCount: 0, offset: 0, counts: [], sum: 0, min: null, max: null };
  return {
    run: {
      ...run,
      state: 'aborted',
      phases: run.phases.slice(0, 2),
      plantedFaults: { slowStatement: { statement: 'sync.select', delayMs: 80 }, failedResponseRatio: 0.01 },
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
      generator: {
        status: 'invalid',
        offeredRate: 1200,
        attemptedRate: null,
        droppedIterations: 4210,
        startDelayP99Ms: null,
        cpuUtilization: null,
        reasons: [
          'The generator dropped 4,210 arrivals (11.7% of those offered).',
          'There was no telemetry for 22 s.',
        ],
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
        attemptedPerSec: [],
        users: [],
        cacheByFamily: {},
      })),
      seconds: summary.seconds.slice(0, 41).map((second, i) => ({
        ...second,
        outcomes: i % 10 < 6 ? second.outcomes : null,
        responseTimeMs: i === 20 ? second.responseTimeMs : null,
        serviceTimeMs: null,
        users: null,
        hitRatio: null,
        poolInUse: null,
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
    },
  };
}

function makeRun(behaviour: Behaviour, scale: number): Run {
  const phases = makePhases(scale);
  const fault = phases.at(-1)!;
  const atShare = (share: number) => Math.round(fault.startMs + share * (fault.endMs - fault.startMs));
  return {
    schemaVersion: 1,
    id: '20261125-134640-tvet-connect',
    platform: 'tvet-connect',
    title: 'TVET Connect',
    scenario: 'tvet-connect',
    topology: { servers: 3, poolMax: 100, poolMin: 10, cache: 'redis', cacheGzip: true, indexes: true },
    plantedFaults: {},
    profile: makeProfile(behaviour, scale),
    startedAt: new Date((START_SEC - 41) * 1000).toISOString(),
    phases,
    events: [
      { atMs: atShare(1 / 3), kind: 'server-killed', what: 'server-2 killed with SIGKILL' },
      { atMs: atShare(1 / 3) + 800, kind: 'note', what: 'server-2 could not be measured: connection refused' },
      { atMs: atShare(2 / 3), kind: 'server-restored', what: 'server-2 answers again' },
      { atMs: atShare(2 / 3) + 900, kind: 'part-died', what: 'a worker of nginx ended and was replaced' },
    ],
    state: 'complete',
    dataChecks: [
      { name: 'check-ins', acknowledged: 15_822, found: 15_822, lost: 0, duplicated: 0 },
      { name: 'joins', acknowledged: 6_907, found: 6_907, lost: 0, duplicated: 0 },
    ],
    statements: [
      {
        statement: 'SELECT student_id, last_sync, sync_data FROM student_sync_status WHERE student_id = $1',
        calls: 12_044,
        meanMs: 0.041,
        maxMs: 4.2,
        totalMs: 493.8,
        rows: 12_044,
      },
      {
        statement:
          'WITH held AS (SELECT unit_id, count(*) AS sessions FROM attendance_sessions WHERE semester_plan_id = $1 GROUP BY unit_id) SELECT unit_id, sessions FROM held ORDER BY unit_id',
        calls: 1_210,
        meanMs: 2.31,
        maxMs: 18.9,
        totalMs: 2795.1,
        rows: 9_680,
      },
    ],
    provenance: {
      commit: '4ab5eef0d1c2b3a495867768594a3b2c1d0e9f80',
      commitIsDirty: false,
      versions: { proofload: '0.1.0', node: '24.21.0', k6: '2.2.0', postgres: '18.4', redis: '7.0.15', nginx: '1.22.1' },
      machine: { cpuModel: 'Intel(R) Xeon(R) CPU @ 2.60GHz', cores: 2, memoryBytes: 25_185_345_536, os: 'Debian GNU/Linux 12' },
      serverSettings: { 'postgres.shared_buffers': '1GB', 'postgres.max_connections': '400', 'redis.maxmemory': '2gb', 'redis.maxmemory-policy': 'allkeys-lru' },
      datasetFingerprint: '9d6f1c0b7e5a48d2b1f03c6a97e8d4450b2a1c3d5e6f708192a3b4c5d6e7f809',
      datasetRows: { student_sync_status: 30_000, lecturer_dashboard_content: 9_600, attendance_sessions: 14_400, online_classes: 7_200 },
      randomSeed: 42,
      commandLine: ['verify', 'tvet-connect'],
    },
  };
}

function makeVerdict(run: Run, targets: TargetVerdict[], status: Status): Verdict {
  return {
    schemaVersion: 1,
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
    resources: [],
    notes: ['30,000 users with a think time of 30 s ask for about 1,000 requests a second (Little).'],
  };
}

const DOCUMENT = 'TVET Connect, phase 1: database migration and Redis caching';

function passed(
  id: string,
  statement: string,
  section: string,
  promise: Pick<Target, 'sli' | 'operator' | 'bound' | 'unit'>,
  measured: { actual: number; low: number | null; high: number | null; method: string; samples: number; headroom: number },
): TargetVerdict {
  return {
    id,
    statement,
    source: { document: DOCUMENT, section },
    ...promise,
    actual: measured.actual,
    interval: { low: measured.low, high: measured.high, confidence: 0.95, method: measured.method },
    sampleCount: measured.samples,
    status: 'pass',
    headroom: measured.headroom,
    reason: 'The whole interval is on the right side of the bound.',
    evidence: [
      { label: 'worst phase', value: measured.actual, unit: promise.unit, phase: 'steady' },
      {
        label: 'while one server was down',
        value: measured.actual,
        unit: promise.unit,
        phase: 'failover',
        interval: { low: measured.low, high: measured.high, confidence: 0.95, method: measured.method },
      },
    ],
  };
}

const TARGETS: TargetVerdict[] = [
  passed(
    'tvet.p95',
    '95% of requests are answered in under 200 ms',
    '9. Performance targets',
    { sli: 'responseTimeP95Ms', operator: '<', bound: 200, unit: 'ms' },
    { actual: 7.42, low: 7.31, high: 7.55, method: 'rank', samples: 71_880, headroom: 0.963 },
  ),
  passed(
    'tvet.rps',
    '1,000 and more requests a second',
    '9. Performance targets',
    { sli: 'goodputPerSec', operator: '>=', bound: 1000, unit: 'requests/s' },
    { actual: 1198, low: 1194, high: 1201, method: 'rank', samples: 60, headroom: 0.198 },
  ),
  passed(
    'tvet.availability',
    '99.9% of requests are answered correctly, also while one server is down',
    '9. Performance targets',
    { sli: 'availability', operator: '>=', bound: 0.999, unit: 'ratio' },
    { actual: 0.999972, low: 0.99992, high: 0.999993, method: 'Clopper-Pearson', samples: 221_540, headroom: 0.972 },
  ),
  passed(
    'tvet.users',
    '30,000 and more users at once',
    '9. Performance targets',
    { sli: 'concurrentUsers', operator: '>=', bound: 30_000, unit: 'users' },
    { actual: 30_000, low: 30_000, high: null, method: 'count', samples: 59, headroom: 0 },
  ),
  passed(
    'tvet.db',
    'Database queries are answered in under 50 ms',
    '9. Performance targets',
    { sli: 'queryTimeP95Ms', operator: '<', bound: 50, unit: 'ms' },
    { actual: 1.71, low: 1.5, high: 2, method: 'bucket', samples: 60_100, headroom: 0.966 },
  ),
  passed(
    'tvet.hit-ratio',
    'Over 80% of lookups are answered from the cache',
    '9. Performance targets',
    { sli: 'cacheHitRatio', operator: '>', bound: 0.8, unit: 'ratio' },
    { actual: 0.9281, low: 0.9262, high: 0.93, method: 'Clopper-Pearson', samples: 54_510, headroom: 0.641 },
  ),
];
