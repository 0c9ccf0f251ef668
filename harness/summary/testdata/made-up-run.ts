import type { Fault } from '../../model/fault.ts';
import type { HistogramSecond } from '../../model/histogram.ts';
import type { Indicator } from '../../model/indicator.ts';
import type { CodeIdentity, DatasetState, Run, RunPhase } from '../../model/run.ts';
import type { Summary } from '../../model/summary.ts';
import type { Target } from '../../model/target.ts';
import { DOCUMENTED_TOPOLOGY } from '../../model/testing/documented-topology.ts';
import type { TimelineHeader, TimelineSecond } from '../../model/timeline.ts';
import { Summarizer } from '../summarize.ts';
import { type Behaviour, BOUNDS_MS, HEALTHY, madeUpSecond } from './made-up-second.ts';

const START_SEC = 1_800_000_000;
export const HEADER: TimelineHeader = {
  schemaVersion: 1,
  kind: 'timeline',
  serverHistogramUpperBoundsMs: BOUNDS_MS,
};

const PHASES = [
  ['open warm-up', 'warm-up', 'open', 5],
  ['open steady', 'steady', 'open', 60],
  ['ramp-up', 'ramp-up', 'closed', 10],
  ['closed steady', 'steady', 'closed', 60],
  ['one server killed', 'fault', 'fault', 45],
] as const;
export type PhaseName = (typeof PHASES)[number][0];

/** What the database of the run contains before the load and, unless a test changes it, after it. */
export function datasetState(changes: Partial<DatasetState> = {}): DatasetState {
  return {
    fingerprint: 'f00d',
    rows: { accounts: 31_000, student_sync_status: 30_000 },
    checksums: { accounts: '123456789' },
    ...changes,
  };
}

export const CODE: CodeIdentity = { commit: 'c0ffee', filesHash: 'aa', bundleHash: 'bb' };

const KILL: Fault = { part: 'server-1', action: 'kill', atMs: 15_000, returnAtMs: 30_000 };

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
      ...(kind === 'fault' && { faults: [KILL] }),
    }));
  const open = { model: 'open', arrivalRatePerSec: ratePerSec } as const;
  return {
    schemaVersion: 5,
    id: 'made-up',
    platform: 'tvet-connect',
    scenario: 'tvet-connect',
    target: null,
    topology: DOCUMENTED_TOPOLOGY,
    targets: TARGETS,
    sessionFamily: 'user_session',
    plantedDefects: {},
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
      {
        atMs: fault.startMs + KILL.atMs,
        kind: 'part-killed',
        part: KILL.part,
        what: 'server-1 killed with SIGKILL',
      },
      {
        atMs: fault.startMs + KILL.returnAtMs,
        kind: 'part-restored',
        part: KILL.part,
        what: 'server-1 is back',
      },
    ],
    state: 'complete',
    dataChecks: [{ name: 'check-ins', acknowledged: 4000, found: 4000, lost: 0, duplicated: 0 }],
    integrity: {
      dataset: { before: datasetState(), after: datasetState() },
      code: { before: CODE, after: CODE },
    },
    statements: [],
    provenance: {
      commit: null,
      commitIsDirty: false,
      versions: {},
      machine: { cpuModel: 'made up', cores: 2, memoryBytes: 24e9, os: 'none' },
      serverSettings: {},
      datasetFingerprint: 'f00d',
      datasetRows: { accounts: 31_000, student_sync_status: 30_000 },
      randomSeed: 1,
      commandLine: [],
    },
    ...changes,
  };
}

export type Changes = Partial<Record<PhaseName, Partial<Behaviour>>>;

/** The lines of one second. */
export type Lines = { timeline: TimelineSecond; histograms: HistogramSecond[] };

export type SummaryOptions = {
  /** indicators to measure in addition to those of the run's targets */
  measures?: readonly Indicator[];
  /** edits the lines of a second */
  edit?: (lines: Lines, phase: RunPhase, index: number) => Lines;
};

/** The summary of a made-up run, made by the Summarizer from the lines that it would read. */
export function summaryOf(
  run: Run,
  changes: Changes = {},
  { measures = [], edit = (lines) => lines }: SummaryOptions = {},
): Summary {
  const summarizer = new Summarizer(run, HEADER, measures);
  for (const phase of run.phases) {
    const usual = phase.load === 'closed' ? { answersPerSec: 1000, users: 30_000, usersMax: 30_000 } : {};
    const behaviour = { ...HEALTHY, ...usual, ...changes[phase.name as PhaseName] };
    const first = Math.ceil(phase.startMs / 1000);
    for (let second = first; (second + 1) * 1000 <= phase.endMs; second++) {
      const index = second - first;
      const { timeline, histograms } = edit(madeUpSecond(second, index, phase.load, behaviour), phase, index);
      summarizer.addSecond(timeline);
      for (const line of histograms) summarizer.addHistogram(line);
    }
  }
  return summarizer.finish();
}

/** One promise of each of the six kinds that TVET Connect makes, by name of its figure. */
export const FIGURES = {
  responseTimeP95Ms: { source: 'requests', statistic: 'quantile', q: 0.95 },
  responseTimeMeanMs: { source: 'requests', statistic: 'mean' },
  goodputPerSec: { source: 'requests', statistic: 'rate', per: 'second' },
  availability: { source: 'requests', statistic: 'share' },
  concurrentUsers: { source: 'users', statistic: 'minimum', while: 't.responseTimeP95Ms' },
  queryTimeP95Ms: { source: 'statements', statistic: 'quantile', q: 0.95 },
  cacheHitRatio: { source: 'cache-lookups', statistic: 'share' },
} as const satisfies Record<string, Indicator>;
export type FigureName = keyof typeof FIGURES;

export function target(
  name: FigureName,
  operator: Target['operator'],
  bound: number,
  phases: PhaseName[],
): Target {
  return {
    id: `t.${name}`,
    statement: name,
    source: { document: 'd', section: 's' },
    indicator: FIGURES[name],
    operator,
    bound,
    phases,
  };
}

export const TARGETS: Target[] = [
  target('responseTimeP95Ms', '<', 200, ['open steady']),
  target('goodputPerSec', '>=', 1000, ['open steady']),
  target('availability', '>=', 0.999, ['open steady', 'closed steady', 'one server killed']),
  target('concurrentUsers', '>=', 30_000, ['closed steady']),
  target('queryTimeP95Ms', '<', 50, ['open steady', 'closed steady']),
  target('cacheHitRatio', '>', 0.8, ['open steady', 'closed steady']),
];
