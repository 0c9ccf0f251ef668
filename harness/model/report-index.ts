import Type from 'typebox';
import { JudgedClaim, Measure } from './comparison.ts';
import { EndedBy } from './ended-by.ts';
import { ExperimentState } from './experiment.ts';
import { PlantedDefects, Provenance, RunState } from './run.ts';
import { Interval, Status, TargetVerdict } from './verdict.ts';

const ofEveryEntry = {
  platform: Type.String(),
  title: Type.String({ description: "the platform's name for people" }),
  folder: Type.Union([Type.String(), Type.Null()], {
    description: 'of the run or the experiment, relative to the index; null: nothing was measured',
  }),
  durationMs: Type.Union([Type.Number({ minimum: 0 }), Type.Null()], {
    description: 'from its start to its report; null: its turn has not come',
  }),
  error: Type.Union([EndedBy, Type.Null()], {
    description: 'why nothing was measured; null: nothing prevented it',
  }),
};

/** A target in an index. Its evidence is in the verdict of its run. */
export const IndexedTarget = Type.Pick(TargetVerdict, [
  'id',
  'statement',
  'source',
  'indicator',
  'operator',
  'bound',
  'unit',
  'actual',
  'interval',
  'status',
  'headroom',
  'phases',
  'reason',
]);
export type IndexedTarget = Type.Static<typeof IndexedTarget>;

/** One platform of several that were verified by one command. */
export const IndexedPlatform = Type.Object({
  ...ofEveryEntry,
  run: Type.Union([
    Type.Object({
      state: RunState,
      plantedDefects: PlantedDefects,
      endedBy: Type.Optional(EndedBy),
      status: Status,
      headline: Type.String({ description: 'the verdict in one sentence' }),
      targets: Type.Array(IndexedTarget),
    }),
    Type.Null(),
  ]),
});
export type IndexedPlatform = Type.Static<typeof IndexedPlatform>;

/** The result of a comparison at a glance. */
export const Outcome = Type.Union([
  Type.Literal('supported'),
  Type.Literal('refuted'),
  Type.Literal('not-settled'),
  Type.Literal('invalid', { description: 'an arm that was asked for cannot be used' }),
  Type.Literal('seen', { description: 'there is no claim; differences were seen' }),
  Type.Literal('unseen', { description: 'there is no claim; no difference was seen' }),
  Type.Literal('too-little'),
]);
export type Outcome = Type.Static<typeof Outcome>;

/** The difference that an experiment is about: that of its claim, or of an arm from the baseline in its first measure. */
export const IndexedDifference = Type.Object({
  measure: Measure,
  compared: Type.String({ description: 'for people, e.g. "cache: Redis, against cache: none"' }),
  ratio: Type.Union([Interval, Type.Null()], { description: 'the first / the second' }),
  ratioEstimate: Type.Union([Type.Number(), Type.Null()]),
  difference: Type.Union([Interval, Type.Null()], {
    description: 'the first - the second; null if the ratio has the interval',
  }),
  differenceEstimate: Type.Union([Type.Number(), Type.Null()]),
});
export type IndexedDifference = Type.Static<typeof IndexedDifference>;

/** One experiment of several that were carried out by one command. */
export const IndexedExperiment = Type.Object({
  ...ofEveryEntry,
  experiment: Type.String(),
  question: Type.String(),
  comparison: Type.Union([
    Type.Object({
      state: ExperimentState,
      endedBy: Type.Optional(EndedBy),
      outcome: Outcome,
      answer: Type.String(),
      differences: Type.Array(IndexedDifference),
      claim: Type.Union([JudgedClaim, Type.Null()]),
    }),
    Type.Null(),
  ]),
});
export type IndexedExperiment = Type.Static<typeof IndexedExperiment>;

const ofEveryIndex = {
  schemaVersion: Type.Literal(1),
  startedAt: Type.String({ description: 'ISO 8601' }),
  endedAt: Type.Union([Type.String(), Type.Null()], { description: 'null: it has not ended, or was killed' }),
  state: Type.Union([Type.Literal('running'), Type.Literal('complete'), Type.Literal('aborted')], {
    description: 'aborted: interrupted, so that some entries may not have had their turn',
  }),
  provenance: Type.Pick(Provenance, [
    'commit',
    'commitIsDirty',
    'commitUnknownBecause',
    'machine',
    'commandLine',
  ]),
};

/** index.json: the platforms that one command verified, in the order in which they ran. */
export const PlatformIndex = Type.Object({
  ...ofEveryIndex,
  kind: Type.Literal('platforms'),
  entries: Type.Array(IndexedPlatform),
});
export type PlatformIndex = Type.Static<typeof PlatformIndex>;

/** experiments.json: the experiments that one command carried out, in the order in which they ran. */
export const ExperimentIndex = Type.Object({
  ...ofEveryIndex,
  kind: Type.Literal('experiments'),
  entries: Type.Array(IndexedExperiment),
});
export type ExperimentIndex = Type.Static<typeof ExperimentIndex>;

export type ReportIndex = PlatformIndex | ExperimentIndex;
