import Type from 'typebox';
import { EndedBy } from './ended-by.ts';
import { Indicator } from './indicator.ts';
import { CarriedWhile } from './load.ts';
import { Provenance } from './run.ts';
import { ServerGroup, Topology } from './topology.ts';

/** One value of a factor, which is a value of a topology's field. */
export const Level = Type.Union([
  Type.String(),
  Type.Number(),
  Type.Boolean(),
  Type.Array(Type.Number()),
  Type.Array(ServerGroup),
  Type.Null(),
]);
export type Level = Type.Static<typeof Level>;

/** The kinds of servers in a level that is a list of groups; null for any other level. */
export function serverKindsIn(level: Level): string[] | null {
  if (!Array.isArray(level)) return null;
  const kinds = level.flatMap((each) => (typeof each === 'object' ? each.kind : []));
  return kinds.length > 0 ? kinds : null;
}

/** Levels by the name of their factor. */
export const Levels = Type.Record(Type.String(), Level);
export type Levels = Type.Static<typeof Levels>;

/** What each level is called on its own, by factor: "100 connections", "indexes dropped". */
export const LevelNames = Type.Record(Type.String(), Type.String());

const ofEveryClaim = {
  id: Type.String({ description: 'the id in the ledger, e.g. "ult.cache-load"' }),
  statement: Type.String(),
  source: Type.Object({ document: Type.String(), section: Type.String() }),
  measure: Type.String(),
  operator: Type.Union([Type.Literal('<'), Type.Literal('<='), Type.Literal('>'), Type.Literal('>=')]),
};

/**
 * What a document says about two configurations: the measure in the arm `arm`, divided by the measure in the arm `against`, is on one
 * side of a bound. "Redis takes 70-80% of the load off the database": databaseQueriesPerSec, redis against none, <= 0.30.
 */
export const RatioClaim = Type.Object(
  { ...ofEveryClaim, arm: Levels, against: Levels, ratio: Type.Number({ exclusiveMinimum: 0 }) },
  { additionalProperties: false },
);
export type RatioClaim = Type.Static<typeof RatioClaim>;

/** The same of `arm` minus `against`, in the measure's unit: "a replica adds 5,000 users". */
export const DifferenceClaim = Type.Object(
  { ...ofEveryClaim, arm: Levels, against: Levels, difference: Type.Number() },
  { additionalProperties: false },
);
export type DifferenceClaim = Type.Static<typeof DifferenceClaim>;

/** A line of a document's table: what it says of one configuration. */
export const ClaimedRow = Type.Object(
  {
    name: Type.String({ description: 'as the document calls it' }),
    figure: Type.Number({ description: "the bound of the arm's own figure" }),
    arm: Type.Optional(Levels),
    notReached: Type.Optional(
      Type.String({
        description: 'why the experiment has no such arm, one sentence; then `arm` is left out',
      }),
    ),
    facts: Type.Optional(
      Type.Record(Type.String(), Type.String(), {
        description: 'what else the document says, e.g. a price: shown beside the row, never measured',
      }),
    ),
  },
  { additionalProperties: false },
);
export type ClaimedRow = Type.Static<typeof ClaimedRow>;

/** A table: the measure of each row's own arm is on one side of the row's figure. */
export const TableClaim = Type.Object(
  { ...ofEveryClaim, rows: Type.Array(ClaimedRow, { minItems: 1 }) },
  { additionalProperties: false },
);
export type TableClaim = Type.Static<typeof TableClaim>;

export const Claim = Type.Union([RatioClaim, DifferenceClaim, TableClaim]);
export type Claim = Type.Static<typeof Claim>;

/** What is compared: an indicator of the catalogue, by id, or one that is written out with an id of its own. */
export const ExperimentMeasure = Type.Union([
  Type.String(),
  Type.Object({ id: Type.String({ minLength: 1 }), indicator: Indicator }, { additionalProperties: false }),
]);
export type ExperimentMeasure = Type.Static<typeof ExperimentMeasure>;

const ofEveryLoad = {
  datasetSize: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    description: 'in the unit that the platform counts, e.g. accounts',
  }),
  warmUpSec: Type.Integer({ minimum: 3, maximum: 3600 }),
  steadySec: Type.Integer({ minimum: 10, maximum: 3600 }),
};

/** The levels of a staircase: `from`, and then each `factor` times the one before, up to `to`. Rounded to whole numbers. */
const ofEveryStaircase = {
  model: Type.Literal('staircase'),
  from: Type.Integer({ minimum: 1 }),
  factor: Type.Number({
    minimum: 1.05,
    maximum: 10,
    description: 'from a level to the next; also how precisely a capacity is found',
  }),
  to: Type.Integer({ minimum: 1, maximum: 200_000 }),
  ...ofEveryLoad,
  settleSec: Type.Integer({
    minimum: 1,
    maximum: 3600,
    description: 'at each level above the first, before its steady phase',
  }),
  carriedWhile: CarriedWhile,
};

/**
 * The same load for every arm: arrivals at a fixed rate; users who wait, think and send the next request; or a staircase of either, which
 * every repetition climbs until a level is not carried.
 */
export const ExperimentLoad = Type.Union([
  Type.Object(
    {
      model: Type.Literal('open'),
      ratePerSec: Type.Number({ exclusiveMinimum: 0, maximum: 100_000 }),
      ...ofEveryLoad,
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      model: Type.Literal('closed'),
      users: Type.Integer({ minimum: 1, maximum: 200_000 }),
      thinkTimeMs: Type.Number({ minimum: 0, description: 'mean of an exponential distribution' }),
      ...ofEveryLoad,
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      offers: Type.Literal('arrivals', { description: 'levels are arrivals a second' }),
      ...ofEveryStaircase,
    },
    { additionalProperties: false },
  ),
  Type.Object(
    { offers: Type.Literal('users'), thinkTimeMs: Type.Number({ minimum: 1 }), ...ofEveryStaircase },
    { additionalProperties: false },
  ),
]);
export type ExperimentLoad = Type.Static<typeof ExperimentLoad>;

/** An experiment on one platform. */
export const Experiment = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    schemaVersion: Type.Literal(2),
    name: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,40}$' }),
    platform: Type.String(),
    question: Type.String({ minLength: 1, maxLength: 300 }),
    claim: Type.Optional(Claim),
    base: Type.Optional(Type.Partial(Topology, { additionalProperties: false })),
    factors: Type.Record(Type.String(), Type.Array(Level, { minItems: 1 }), {
      description: 'levels by factor; the first level of each is the baseline',
    }),
    design: Type.Union([
      Type.Literal('full', { description: 'every combination of levels is an arm' }),
      Type.Literal('row-by-row', {
        description:
          'a table: the first level of every factor is an arm, the second of every factor the next, ...',
      }),
      Type.Literal('one-at-a-time', { description: 'the first levels, and one change at a time' }),
      Type.Literal('a-a', {
        description: 'two equal arms, without factors: does it see a difference where there is none?',
      }),
    ]),
    load: ExperimentLoad,
    measures: Type.Array(ExperimentMeasure, { minItems: 1, uniqueItems: true }),
    repetitions: Type.Integer({ minimum: 4, maximum: 50 }),
    stopEarly: Type.Optional(
      Type.Object(
        { fromRepetition: Type.Integer({ minimum: 4 }) },
        {
          additionalProperties: false,
          description:
            'checks after this and every later repetition, and stops when every comparison is settled at a level divided among all checks',
        },
      ),
    ),
  },
  { additionalProperties: false },
);
export type Experiment = Type.Static<typeof Experiment>;

/**
 * An experiment file: scenarios/lib/experiments/<name>.json for any platform, scenarios/<slug>/experiments/<name>.json, or a user's own. It
 * is complete, or it extends one of the first kind and states what is different. Its platform may come from its folder or the command line
 * instead.
 */
export const ExperimentFile = Type.Union([
  Type.Evaluate(
    Type.Intersect([
      Type.Omit(Experiment, ['platform']),
      Type.Object({ platform: Type.Optional(Type.String()) }),
    ]),
  ),
  Type.Evaluate(
    Type.Intersect([
      Type.Partial(Experiment),
      Type.Object({ extends: Type.String({ description: 'name of an experiment for any platform' }) }),
    ]),
  ),
]);

/** One configuration of an experiment. */
export const Arm = Type.Object({
  name: Type.String({
    description: 'unique within the experiment and fit for a folder, e.g. "cache-memory-and-redis"',
  }),
  label: Type.String({ description: 'for people, e.g. "cache: memory and Redis"' }),
  levels: Levels,
  levelNames: LevelNames,
  topology: Topology,
  isBaseline: Type.Boolean(),
});
export type Arm = Type.Static<typeof Arm>;

export const RepetitionState = Type.Union([
  Type.Literal('planned'),
  Type.Literal('running'),
  Type.Literal('complete'),
  Type.Literal('failed'),
]);

/** One run of one arm. A block contains every arm once. `attempt` counts the attempts at a repetition that failed or was invalid. */
export const Repetition = Type.Object({
  block: Type.Integer({ minimum: 0 }),
  position: Type.Integer({ minimum: 0, description: 'within the block' }),
  arm: Type.String(),
  folder: Type.Union([Type.String(), Type.Null()], {
    description: "folder of its last run, relative to the experiment's; null: none yet",
  }),
  state: RepetitionState,
  attempt: Type.Integer({ minimum: 0 }),
  reason: Type.Union([Type.String(), Type.Null()], {
    description: 'why it failed, or why its measurement cannot be trusted, one sentence',
  }),
});
export type Repetition = Type.Static<typeof Repetition>;

export const ExperimentState = Type.Union([
  Type.Literal('running'),
  Type.Literal('complete'),
  Type.Literal('stopped-early'),
  Type.Literal('aborted'),
  Type.Literal('failed'),
]);

/** experiment.json: what was planned, and the progress so far. Written after every repetition, so that the experiment can be resumed. */
export const ExperimentRun = Type.Object({
  schemaVersion: Type.Literal(3),
  id: Type.String(),
  startedAt: Type.String({ description: 'ISO 8601' }),
  endedAt: Type.Union([Type.String(), Type.Null()]),
  state: ExperimentState,
  endedBy: Type.Optional(EndedBy),
  experiment: Experiment,
  randomSeed: Type.Integer({ minimum: 0 }),
  arms: Type.Array(Arm),
  repetitions: Type.Array(Repetition, { description: 'in the order in which they are carried out' }),
  provenance: Provenance,
});
export type ExperimentRun = Type.Static<typeof ExperimentRun>;
