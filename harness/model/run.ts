import Type from 'typebox';
import { EndedBy } from './ended-by.ts';
import { LoadProfile, PhaseKind } from './load.ts';
import { ObservedSources } from './observed-sources.ts';
import { SystemFacts } from './system-facts.ts';
import { Target } from './target.ts';
import { Topology } from './topology.ts';

export const RunPhase = Type.Object({
  name: Type.String(),
  kind: PhaseKind,
  load: Type.String({ description: 'name of the load it belongs to' }),
  schedule: Type.Optional(
    Type.String({
      description:
        'phases of a load with the same schedule number their arrivals continuously; left out: the whole load',
    }),
  ),
  startMs: Type.Number({ description: 'epoch milliseconds' }),
  endMs: Type.Number(),
});
export type RunPhase = Type.Static<typeof RunPhase>;

/** Something that happened at a moment of the run: a fault, a part that died or was restarted. */
export const RunEvent = Type.Object({
  atMs: Type.Number({ description: 'epoch milliseconds' }),
  sinceMs: Type.Optional(
    Type.Number({ description: 'it happened between this moment and `atMs`, when it was noticed' }),
  ),
  kind: Type.Union([
    Type.Literal('part-killed'),
    Type.Literal('part-stopped'),
    Type.Literal('part-paused'),
    Type.Literal('part-refusing'),
    Type.Literal('part-slowed'),
    Type.Literal('part-restored'),
    Type.Literal('part-died'),
    Type.Literal('part-restarted'),
    Type.Literal('note'),
  ]),
  part: Type.Optional(Type.String({ description: 'the part it happened to, e.g. "server-2"' })),
  what: Type.String({ description: 'for people, e.g. "server-2 killed with SIGKILL"' }),
});
export type RunEvent = Type.Static<typeof RunEvent>;

/** A part that was restarted, crashed and recovered, or changed its role, although this was not planned. */
export type PartRestart = { part: string; what: string; sinceMs: number; atMs: number };

export const RunState = Type.Union([
  Type.Literal('running'),
  Type.Literal('complete'),
  Type.Literal('aborted'),
  Type.Literal('failed'),
]);
export type RunState = Type.Static<typeof RunState>;

/** Something that recurs: `forMs` of every `everyMs`. */
const Recurring = {
  everyMs: Type.Number({ exclusiveMinimum: 0 }),
  forMs: Type.Number({ exclusiveMinimum: 0 }),
};

/** Defects planted on purpose, to prove that a check can fail. Recorded, so that such a run is never taken for a real one. */
export const PlantedDefects = Type.Object({
  cacheOff: Type.Optional(Type.Literal(true, { description: 'the topology has no cache' })),
  slowStatement: Type.Optional(
    Type.Object({ statement: Type.String(), delayMs: Type.Number({ exclusiveMinimum: 0 }) }),
  ),
  heavyStatement: Type.Optional(
    Type.Object(
      { statement: Type.String(), rows: Type.Integer({ minimum: 1 }) },
      {
        description:
          'the statement first counts this many rows: it takes CPU in proportion, whereas a slow one sleeps',
      },
    ),
  ),
  failedResponseRatio: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  failsWithoutCache: Type.Optional(
    Type.Literal(true, { description: 'every response fails while the server cannot reach its cache' }),
  ),
  poolMax: Type.Optional(
    Type.Integer({
      minimum: 1,
      description: 'connections in the pool of each server, instead of what the topology says',
    }),
  ),
  blockedEventLoop: Type.Optional(
    Type.Object(Recurring, { description: 'every server computes and handles nothing else' }),
  ),
  tableLock: Type.Optional(
    Type.Object(
      { table: Type.String(), ...Recurring },
      { description: 'another session holds the table in ACCESS EXCLUSIVE MODE' },
    ),
  ),
  slowCache: Type.Optional(Type.Object(Recurring, { description: 'Redis is busy with a script' })),
  serversDown: Type.Optional(
    Type.Object(
      { forMs: Type.Integer({ minimum: 1 }) },
      { description: 'all servers are killed a third into each fault phase, and started again later' },
    ),
  ),
  pausedServer: Type.Optional(
    Type.Object(
      { forMs: Type.Integer({ minimum: 1 }) },
      { description: 'the first server is paused for the end of each steady phase' },
    ),
  ),
});
export type PlantedDefects = Type.Static<typeof PlantedDefects>;

export const Machine = Type.Object({
  cpuModel: Type.String(),
  cores: Type.Number({
    description: 'cores that may be used at the same time; a CPU quota may make it a fraction',
  }),
  memoryBytes: Type.Integer({ description: "of the machine, or a control group's limit below it" }),
  os: Type.String(),
});
export type Machine = Type.Static<typeof Machine>;

export const Provenance = Type.Object({
  commit: Type.Union([Type.String(), Type.Null()]),
  commitIsDirty: Type.Boolean(),
  commitUnknownBecause: Type.Optional(
    Type.String({ description: "git's message if there is a checkout but git refused to report it" }),
  ),
  versions: Type.Record(Type.String(), Type.String(), {
    description: 'node, k6, postgres, redis, nginx, ...',
  }),
  machine: Machine,
  serverSettings: Type.Record(Type.String(), Type.String()),
  datasetFingerprint: Type.Union([Type.String(), Type.Null()]),
  datasetRows: Type.Record(Type.String(), Type.Integer()),
  randomSeed: Type.Integer(),
  commandLine: Type.Array(Type.String(), { description: 'secrets removed' }),
});
export type Provenance = Type.Static<typeof Provenance>;

/** A check of the data after the load: was everything that was acknowledged kept, once? */
export const DataCheck = Type.Object({
  name: Type.String(),
  acknowledged: Type.Integer({ minimum: 0 }),
  found: Type.Integer({ minimum: 0 }),
  lost: Type.Integer({ minimum: 0 }),
  duplicated: Type.Integer({ minimum: 0 }),
  agreementMs: Type.Optional(
    Type.Union([Type.Number({ minimum: 0 }), Type.Null()], {
      description:
        'of a check of derived data: the longest time until it agreed with what was acknowledged; null: it never did while it was watched',
    }),
  ),
});
export type DataCheck = Type.Static<typeof DataCheck>;

/** The contents of the data set's tables at one moment. */
export const DatasetState = Type.Object({
  fingerprint: Type.Union([Type.String(), Type.Null()], {
    description: 'the fingerprint that the seed left in the database',
  }),
  rows: Type.Record(Type.String(), Type.Integer(), { description: 'by table, counted' }),
  estimatedRows: Type.Optional(
    Type.Record(Type.String(), Type.Integer(), {
      description: "by table, if it is too large to be counted: PostgreSQL's own estimate",
    }),
  ),
  checksums: Type.Record(Type.String(), Type.String(), {
    description:
      'by table that the load does not change: of all rows, or for a large table the number of writes to it',
  }),
});
export type DatasetState = Type.Static<typeof DatasetState>;

/** The code that the run executes at one moment. */
export const CodeIdentity = Type.Object({
  commit: Type.Union([Type.String(), Type.Null()]),
  filesHash: Type.String({ description: 'SHA-256 over the files of the server, the scenarios and the seed' }),
  bundleHash: Type.String({ description: 'SHA-256 of the scenario as k6 runs it' }),
});
export type CodeIdentity = Type.Static<typeof CodeIdentity>;

/** Both states before and after the load, so that a change during the run is detected. `after`: null if the run did not get that far. */
export const Integrity = Type.Object({
  dataset: Type.Union([
    Type.Object({ before: DatasetState, after: Type.Union([DatasetState, Type.Null()]) }),
    Type.Null(),
  ]),
  code: Type.Union([
    Type.Object({ before: CodeIdentity, after: Type.Union([CodeIdentity, Type.Null()]) }),
    Type.Null(),
  ]),
});
export type Integrity = Type.Static<typeof Integrity>;

/** Totals of one statement over the run, from pg_stat_statements. Query text has placeholders, never values. */
export const StatementTotal = Type.Object({
  statement: Type.String(),
  calls: Type.Integer(),
  meanMs: Type.Number(),
  maxMs: Type.Union([Type.Number(), Type.Null()], {
    description: 'null: not known, because one before the run took longer and nothing was reset',
  }),
  totalMs: Type.Number(),
  rows: Type.Integer(),
});
export type StatementTotal = Type.Static<typeof StatementTotal>;

/** run.json */
export const Run = Type.Object({
  schemaVersion: Type.Literal(5),
  id: Type.String(),
  platform: Type.String(),
  title: Type.Optional(Type.String({ description: 'the platform\'s name for people, e.g. "Learning Hub"' })),
  scenario: Type.String(),
  target: Type.Union([Type.String(), Type.Null()], {
    description: 'address of a system that Proofload did not start; null: our own',
  }),
  topology: Type.Union([Topology, Type.Null()], {
    description: 'null for a system that Proofload did not start',
  }),
  observed: Type.Optional(ObservedSources),
  promisedBy: Type.Optional(
    Type.Literal('config', {
      description: "the targets are those of a user's own config; left out: of a design document",
    }),
  ),
  sentParts: Type.Optional(
    Type.Record(Type.String(), Type.String(), {
      description:
        'SHA-256 of each part of what a config has sent, by name: "request items.list", "journey buy", "login". Runs that sent something else are not compared. Left out: the run of a documented platform, or of a version that did not record it',
    }),
  ),
  dataLabel: Type.Optional(
    Type.String({
      description:
        "what data a system of one's own holds, as its config says. Runs with another label are not compared",
    }),
  ),
  targets: Type.Array(Target, {
    description: 'what it is judged by, now and whenever it is judged again; none in an experiment',
  }),
  sessionFamily: Type.Union([Type.String(), Type.Null()], {
    description: 'key family of the sessions in the cache, which are not content; null: there is none',
  }),
  plantedDefects: PlantedDefects,
  profile: LoadProfile,
  startedAt: Type.String({ description: 'ISO 8601' }),
  phases: Type.Array(RunPhase),
  events: Type.Array(RunEvent),
  state: RunState,
  endedBy: Type.Optional(EndedBy),
  dataChecks: Type.Array(DataCheck),
  integrity: Type.Optional(Integrity),
  statements: Type.Array(StatementTotal),
  slowStatementMs: Type.Optional(
    Type.Number({ description: 'a statement is called slow if it takes longer than this on average' }),
  ),
  facts: Type.Optional(SystemFacts),
  provenance: Provenance,
});
export type Run = Type.Static<typeof Run>;

/** The name of the system for people. */
export function titleOf({ title, platform }: Pick<Run, 'title' | 'platform'>): string {
  return title ?? platform;
}
