import Type from 'typebox';
import { EndedBy } from './ended-by.ts';
import { Claim, Experiment, ExperimentState, LevelNames, Levels } from './experiment.ts';
import { Topology } from './topology.ts';
import { Evidence, Interval } from './verdict.ts';

const nullableNumber = Type.Union([Type.Number(), Type.Null()]);

/** Whether a factor really took effect in an arm, judged from the arm's own runs. */
export const Proof = Type.Object({
  factor: Type.String(),
  status: Type.Union([Type.Literal('proved'), Type.Literal('refuted'), Type.Literal('unknown')]),
  reason: Type.String({ description: 'one sentence' }),
  evidence: Type.Array(Evidence),
});
export type Proof = Type.Static<typeof Proof>;

/** A proof without the name of its factor. */
export type Finding = Omit<Proof, 'factor'>;

/** What is compared. A ratio scale compares by factors, a difference scale (shares, counts that may be 0) by differences. */
export const Measure = Type.Object({
  name: Type.String(),
  label: Type.String(),
  unit: Type.String(),
  better: Type.Union([Type.Literal('lower'), Type.Literal('higher'), Type.Literal('neither')]),
  scale: Type.Union([Type.Literal('ratio'), Type.Literal('difference')]),
});
export type Measure = Type.Static<typeof Measure>;

/** A figure that is only known to lie between two others. */
export const FigureRange = Type.Object({
  low: Type.Number(),
  high: Type.Union([Type.Number(), Type.Null()], { description: 'null: unbounded' }),
});
export type FigureRange = Type.Static<typeof FigureRange>;

/** A level of a staircase that was offered in full. */
export const ClimbedLevel = Type.Object({
  level: Type.Integer({ minimum: 1, description: 'users, or arrivals a second' }),
  phase: Type.String({ description: 'its steady phase' }),
  p95Ms: Type.Union([Type.Number(), Type.Null()], {
    description: 'null: nothing was sent, or more than 5% was never answered',
  }),
  correctShare: Type.Number(),
  status: Type.Union([Type.Literal('carried'), Type.Literal('refused'), Type.Literal('doubtful')], {
    description: 'doubtful: a violated check of the measurement could have turned the outcome',
  }),
  reason: Type.Union([Type.String(), Type.Null()], { description: 'why it is not carried; null if it is' }),
});
export type ClimbedLevel = Type.Static<typeof ClimbedLevel>;

/** One repetition in the comparison: `values` by measure, null if not measured. */
export const ComparedRepetition = Type.Object({
  block: Type.Integer({ minimum: 0 }),
  folder: Type.String(),
  isValid: Type.Boolean(),
  reasons: Type.Array(Type.String(), { description: 'why it does not count; empty when valid' }),
  values: Type.Record(Type.String(), nullableNumber),
  ranges: Type.Optional(
    Type.Record(Type.String(), FigureRange, {
      description: 'by measure, for figures that are only known to lie in a range: its value is the low end',
    }),
  ),
  levels: Type.Optional(Type.Array(ClimbedLevel, { description: 'of its staircase' })),
});
export type ComparedRepetition = Type.Static<typeof ComparedRepetition>;

export const ComparedArm = Type.Object({
  name: Type.String(),
  label: Type.String(),
  levels: Levels,
  levelNames: LevelNames,
  topology: Topology,
  isBaseline: Type.Boolean(),
  isValid: Type.Boolean({ description: 'every factor proved, and at least one valid repetition' }),
  proofs: Type.Array(Proof),
  repetitions: Type.Array(ComparedRepetition),
  medians: Type.Record(Type.String(), nullableNumber, {
    description: 'by measure, over the valid repetitions',
  }),
});
export type ComparedArm = Type.Static<typeof ComparedArm>;

export const DifferenceWord = Type.Union([
  Type.Literal('better'),
  Type.Literal('worse'),
  Type.Literal('different', { description: 'real, in a measure where neither more nor less is better' }),
  Type.Literal('no-difference-seen'),
  Type.Literal('too-little-data'),
]);
export type DifferenceWord = Type.Static<typeof DifferenceWord>;

/** Whether it is a difference that chance cannot explain, in a measure whose better side may be unknown. */
export function isReal({ word }: { word: string }): boolean {
  return word === 'better' || word === 'worse' || word === 'different';
}

/** Two arms compared in one measure, paired by block. `arm` is compared with `against`. */
export const Difference = Type.Object({
  measure: Type.String(),
  arm: Type.String(),
  against: Type.String(),
  pairs: Type.Integer({ minimum: 0, description: 'blocks in which both are valid and measured' }),
  difference: Type.Union([Interval, Type.Null()], {
    description: 'arm - against; null if the ratio has the interval',
  }),
  differenceEstimate: Type.Union([Type.Number(), Type.Null()], {
    description: 'with a ratio: the ratio minus one, times the median of against',
  }),
  ratio: Type.Union([Interval, Type.Null()], { description: 'arm / against; null on a difference scale' }),
  ratioEstimate: nullableNumber,
  pValue: nullableNumber,
  adjustedPValue: Type.Union([Type.Number(), Type.Null()], {
    description: "by Holm, over all of the experiment's comparisons",
  }),
  rankPValue: Type.Union([Type.Number(), Type.Null()], {
    description: 'Mann-Whitney, exact: assumes no distribution',
  }),
  word: DifferenceWord,
  sentence: Type.String(),
});
export type Difference = Type.Static<typeof Difference>;

export const ClaimStatus = Type.Union([
  Type.Literal('supported'),
  Type.Literal('refuted'),
  Type.Literal('not-settled'),
]);
export type ClaimStatus = Type.Static<typeof ClaimStatus>;

/** A row of a claim about several arms. */
export const JudgedRow = Type.Object({
  name: Type.String(),
  status: ClaimStatus,
  figure: Type.Union([Interval, Type.Null()], { description: "the arm's; null: not measured" }),
  sentence: Type.String(),
});
export type JudgedRow = Type.Static<typeof JudgedRow>;

export const JudgedClaim = Type.Object({
  claim: Claim,
  status: ClaimStatus,
  ratio: Type.Union([Interval, Type.Null()], { description: 'of a claim about a ratio' }),
  ratioEstimate: nullableNumber,
  difference: Type.Optional(
    Type.Union([Interval, Type.Null()], { description: 'of a claim about a difference' }),
  ),
  differenceEstimate: Type.Optional(nullableNumber),
  rows: Type.Optional(Type.Array(JudgedRow, { description: 'of a claim about several arms' })),
  sentence: Type.String(),
});
export type JudgedClaim = Type.Static<typeof JudgedClaim>;

/** comparison.json */
export const Comparison = Type.Object({
  schemaVersion: Type.Literal(3),
  id: Type.String({ description: 'of the experiment run' }),
  startedAt: Type.String(),
  endedAt: Type.Union([Type.String(), Type.Null()]),
  state: ExperimentState,
  endedBy: Type.Optional(EndedBy),
  status: Type.Union([Type.Literal('valid'), Type.Literal('invalid')], {
    description: 'invalid: an arm that was asked for cannot be used',
  }),
  answer: Type.String({ description: 'the answer to the question in one sentence' }),
  confidence: Type.Number({
    description: 'one minus the chance that any difference at all is called real where there is none',
  }),
  experiment: Experiment,
  randomSeed: Type.Integer({ minimum: 0 }),
  measures: Type.Array(Measure),
  arms: Type.Array(ComparedArm),
  differences: Type.Array(Difference),
  claim: Type.Union([JudgedClaim, Type.Null()]),
  notes: Type.Array(Type.String()),
});
export type Comparison = Type.Static<typeof Comparison>;
