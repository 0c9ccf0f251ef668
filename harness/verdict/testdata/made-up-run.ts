import type { HistogramSecond } from '../../model/histogram.ts';
import type { Run, RunPhase } from '../../model/run.ts';
import type { Summary } from '../../model/summary.ts';
import type { SliName, Target } from '../../model/target.ts';
import type { BucketIncrease, ServerSecond, TimelineHeader, TimelineSecond } from '../../model/timeline.ts';
import { ExponentialHistogram } from '../../stats/exponential-histogram.ts';
import { Summarizer } from '../summarize.ts';

const START_SEC = 1_800_000_000;
const BOUNDS_MS = [1, 2, 5, 10, 20, 30, 50, 70, 100, 200, 500, 1000];
export const HEADER: TimelineHeader = {
  schemaVersion: 1,
  kind: 'timeline',
  serverHistogramUpperBoundsMs: BOUNDS_MS,
};

/** What happens in every second of a phase. A healthy system unless a test says otherwise. */
export type Behaviour = {
  /** correct, failed and refused answers together */
  answersPerSec: number;
  failedShare: number;
  refusedPerSec: number;
  droppedPerSec: number;
  users: number;
  responseTimesMs: number[];
  startDelayMs: number | null;
  /** one query for each, over and over */
  queryTimesMs: number[];
  poolWaitMs: number;
  hitShare: number;
  machineCpu: number | null;
  generatorBytes: number;
  /** seconds into the phase for which the client, or the servers, say nothing */
  silentClientSeconds: number[];
  silentServerSeconds: number[];
  /** answers of single seconds, by seconds into the phase */
  answersAt: Record<number, number>;
};

const HEALTHY: Behaviour = {
  answersPerSec: 1200,
  failedShare: 0,
  refusedPerSec: 0,
  droppedPerSec: 0,
  users: 20,
  responseTimesMs: [4, 5, 6, 8, 10, 12],
  startDelayMs: 0.2,
  queryTimesMs: [1.5, 4, 8],
  poolWaitMs: 0.5,
  hitShare: 0.9,
  machineCpu: 0.5,
  generatorBytes: 6e9,
  silentClientSeconds: [],
  silentServerSeconds: [],
  answersAt: {},
};

const PHASES = [
  ['open warm-up', 'warm-up', 'open', 5],
  ['open steady', 'steady', 'open', 60],
  ['ramp-up', 'ramp-up', 'closed', 10],
  ['closed steady', 'steady', 'closed', 60],
  ['one server killed', 'fault', 'fault', 45],
] as const;
export type PhaseName = (typeof PHASES)[number][0];

/** A run that went as planned; phases begin and end within a second. */
export function madeUpRun(changes: Partial<Run> = {}, { users = 30_000, ratePerSec = 1200 } = {}): Run {
  let second = START_SEC;
  const phases: RunPhase[] = PHASES.map(([name, kind, load, seconds]) => {
    const startMs = second * 1000 + 400;
    second += seconds + 1;
    return { name, kind, load, startMs, endMs: second * 1000 + 400 };
  });
  const fault = phases.at(-1)!;
  const planned = (load: string) =>
    PHASES.filter((phase) => phase[2] === load).map(([name, kind, , seconds]) => ({
      name,
      kind,
      durationMs: seconds * 1000,
    }));
  const open = { model: 'open', arrivalRatePerSec: ratePerSec } as const;
  return {
    schemaVersion: 1,
    id: 'made-up',
    platform: 'tvet-connect',
    scenario: 'tvet-connect',
    topology: { servers: 3, poolMax: 100, poolMin: 10, cache: 'redis', cacheGzip: true, indexes: true },
    plantedFaults: {},
    profile: {
      loads: [
        { name: 'open', load: open, generatorProcesses: 1, phases: planned('open') },
        {
          name: 'closed',
          load: { model: 'closed', users, thinkTimeMs: 30_000 },
          generatorProcesses: 3,
          phases: planned('closed'),
        },
        { name: 'fault', load: open, generatorProcesses: 1, phases: planned('fault') },
      ],
    },
    startedAt: '2027-01-15T08:00:00.000Z',
    phases,
    events: [
      { atMs: fault.startMs + 15_000, kind: 'server-killed', what: 'server-1 killed with SIGKILL' },
      { atMs: fault.startMs + 30_000, kind: 'server-restored', what: 'server-1 answers again' },
    ],
    state: 'complete',
    dataChecks: [{ name: 'check-ins', acknowledged: 4000, found: 4000, lost: 0, duplicated: 0 }],
    statements: [],
    provenance: {
      commit: null,
      commitIsDirty: false,
      versions: {},
      machine: { cpuModel: 'made up', cores: 2, memoryBytes: 24e9, os: 'none' },
      serverSettings: {},
      datasetFingerprint: null,
      datasetRows: {},
      randomSeed: 1,
      commandLine: [],
    },
    ...changes,
  };
}

export type Changes = Partial<Record<PhaseName, Partial<Behaviour>>>;

/** The summary of a made-up run, made by the Summarizer from lines as they would be read. */
export function summaryOf(run: Run, changes: Changes = {}): Summary {
  const summarizer = new Summarizer(run, HEADER);
  for (const phase of run.phases) {
    const usual = phase.load === 'closed' ? { answersPerSec: 1000, users: 30_000 } : {};
    const behaviour = { ...HEALTHY, ...usual, ...changes[phase.name as PhaseName] };
    const first = Math.ceil(phase.startMs / 1000);
    for (let second = first; (second + 1) * 1000 <= phase.endMs; second++) {
      const { timeline, histograms } = madeUpSecond(second, second - first, behaviour);
      summarizer.addSecond(timeline);
      for (const line of histograms) summarizer.addHistogram(line);
    }
  }
  return summarizer.finish();
}

function madeUpSecond(second: number, index: number, behaviour: Behaviour) {
  const answers = behaviour.answersAt[index] ?? behaviour.answersPerSec;
  const failed =
    Math.floor((index + 1) * answers * behaviour.failedShare) -
    Math.floor(index * answers * behaviour.failedShare);
  const refused = behaviour.refusedPerSec;
  const correct = answers - failed - refused;
  const isSilent = behaviour.silentClientSeconds.includes(index);
  const timeline: TimelineSecond = {
    second,
    phase: null,
    client: isSilent
      ? null
      : {
          attempted: answers,
          completed: answers,
          correct,
          failed,
          refused,
          droppedIterations: behaviour.droppedPerSec,
          users: behaviour.users,
          failedByReason: failed > 0 ? { 'status 500': failed } : {},
          byRoute: { 'sync.read': { correct, failed } },
        },
    servers: behaviour.silentServerSeconds.includes(index)
      ? []
      : ['server-1', 'server-2'].map((name) => server(name, behaviour)),
    database: null,
    cache: null,
    processes: [
      { name: 'k6-1', cpuCores: 0.3, residentBytes: behaviour.generatorBytes, openFiles: 100 },
      { name: 'server-1', cpuCores: 0.2 + (index % 2) / 10, residentBytes: 2e8, openFiles: 100 },
    ],
    machine:
      behaviour.machineCpu === null
        ? null
        : { cpuUtilization: behaviour.machineCpu, availableBytes: 10e9, load1: 1 },
  };
  const times = new ExponentialHistogram();
  for (const value of behaviour.responseTimesMs) {
    times.record(value, Math.max(1, Math.floor(answers / behaviour.responseTimesMs.length)));
  }
  const delays = new ExponentialHistogram();
  if (behaviour.startDelayMs !== null) delays.record(behaviour.startDelayMs, answers);
  const route = 'sync.read';
  const histograms: HistogramSecond[] = isSilent
    ? []
    : [
        { second, metric: 'responseTimeMs', route, histogram: times.encode() },
        { second, metric: 'serviceTimeMs', route, histogram: times.encode() },
        { second, metric: 'startDelayMs', route, histogram: delays.encode() },
      ];
  return { timeline, histograms };
}

function server(name: string, behaviour: Behaviour): ServerSecond {
  const hits = Math.round(500 * behaviour.hitShare);
  return {
    name,
    requests: 600,
    errors: 0,
    eventLoopDelayP99Ms: 1,
    pool: { total: 10, idle: 8, waiting: 1, max: 100 },
    poolWaitMs: bucketed([behaviour.poolWaitMs], 10),
    queryTimeMs:
      behaviour.queryTimesMs.length === 0
        ? {}
        : {
            'sync.select': bucketed(behaviour.queryTimesMs, 20),
            'progress.aggregate': bucketed([Math.max(...behaviour.queryTimesMs)], 1),
          },
    cacheLookups:
      behaviour.hitShare < 0
        ? {}
        : {
            student_sync: { hit: hits, miss: 500 - hits, error: 0 },
            user_session: { hit: 600, miss: 0, error: 0 },
          },
  };
}

function bucketed(valuesMs: number[], each: number): BucketIncrease {
  const counts = new Array<number>(BOUNDS_MS.length + 1).fill(0);
  for (const value of valuesMs) {
    const bucket = BOUNDS_MS.findIndex((bound) => value <= bound);
    counts[bucket < 0 ? BOUNDS_MS.length : bucket]! += each;
  }
  return { counts, sum: each * valuesMs.reduce((sum, value) => sum + value, 0) };
}

function target(
  sli: SliName,
  operator: Target['operator'],
  bound: number,
  unit: Target['unit'],
  phases: PhaseName[],
): Target {
  return {
    id: `t.${sli}`,
    statement: sli,
    source: { document: 'd', section: 's' },
    sli,
    operator,
    bound,
    unit,
    phases,
  };
}

export const TARGETS: Target[] = [
  target('responseTimeP95Ms', '<', 200, 'ms', ['open steady']),
  target('goodputPerSec', '>=', 1000, 'requests/s', ['open steady']),
  target('availability', '>=', 0.999, 'ratio', ['open steady', 'closed steady', 'one server killed']),
  target('concurrentUsers', '>=', 30_000, 'users', ['closed steady']),
  target('queryTimeP95Ms', '<', 50, 'ms', ['open steady', 'closed steady']),
  target('cacheHitRatio', '>', 0.8, 'ratio', ['open steady', 'closed steady']),
];
