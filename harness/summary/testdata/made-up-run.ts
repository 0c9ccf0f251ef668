import type { Fault } from '../../model/fault.ts';
import type { CodeIdentity, DatasetState, Run, RunPhase } from '../../model/run.ts';
import type { Summary } from '../../model/summary.ts';
import type { SliName, Target } from '../../model/target.ts';
import { DOCUMENTED_TOPOLOGY } from '../../model/testing/documented-topology.ts';
import type { TimelineHeader } from '../../model/timeline.ts';
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

/** What the database of the run holds, before the load and, unless a test says otherwise, after it. */
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
    schemaVersion: 4,
    id: 'made-up',
    platform: 'tvet-connect',
    scenario: 'tvet-connect',
    target: null,
    topology: DOCUMENTED_TOPOLOGY,
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

/** The summary of a made-up run, made by the Summarizer from lines as they would be read. */
export function summaryOf(run: Run, changes: Changes = {}): Summary {
  const summarizer = new Summarizer(run, HEADER);
  for (const phase of run.phases) {
    const usual = phase.load === 'closed' ? { answersPerSec: 1000, users: 30_000, usersMax: 30_000 } : {};
    const behaviour = { ...HEALTHY, ...usual, ...changes[phase.name as PhaseName] };
    const first = Math.ceil(phase.startMs / 1000);
    for (let second = first; (second + 1) * 1000 <= phase.endMs; second++) {
      const { timeline, histograms } = madeUpSecond(second, second - first, phase.load, behaviour);
      summarizer.addSecond(timeline);
      for (const line of histograms) summarizer.addHistogram(line);
    }
  }
  return summarizer.finish();
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
