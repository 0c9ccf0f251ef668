import Type from 'typebox';
import { ChangeBound } from './budget.ts';
import { Measure } from './comparison.ts';
import { Provenance } from './run.ts';
import { Operator } from './target.ts';
import { Interval } from './verdict.ts';

const nullableNumber = Type.Union([Type.Number(), Type.Null()]);

/** As of a target, and `warn`: beyond the bound of a warning, and within that of an error. A warning does not fail the gate. */
export const GateStatus = Type.Union([
  Type.Literal('pass'),
  Type.Literal('warn'),
  Type.Literal('fail'),
  Type.Literal('inconclusive', {
    description: 'too little was measured, or the machine was too noisy to compare base and head',
  }),
  Type.Literal('invalid', {
    description:
      'the measurement cannot be trusted; of base and head, only if the head may be the cause or a run is broken',
  }),
]);
export type GateStatus = Type.Static<typeof GateStatus>;

/** The bounds of a figure: `error` and `warn` of the budget; null: there is none of this level. */
export const GateLimit = Type.Object({
  operator: Operator,
  errorBound: nullableNumber,
  warnBound: nullableNumber,
});
export type GateLimit = Type.Static<typeof GateLimit>;

/** A figure of the head next to that of the base. Ratios are head / base, differences head - base. */
export const GateChange = Type.Object({
  base: Type.Union([Type.Number(), Type.Null()], { description: 'median of its runs; null: not measured' }),
  ratio: Type.Union([Interval, Type.Null()], { description: 'null on a difference scale' }),
  ratioEstimate: nullableNumber,
  difference: Type.Union([Interval, Type.Null()], { description: 'null if the ratio has the interval' }),
  differenceEstimate: nullableNumber,
  pValue: Type.Union([Type.Number(), Type.Null()], {
    description: 'one-sided, that the head is not worse; not yet adjusted for the number of figures',
  }),
  errorBound: Type.Union([ChangeBound, Type.Null()]),
  warnBound: Type.Union([ChangeBound, Type.Null()]),
});
export type GateChange = Type.Static<typeof GateChange>;

/** One bound of the gate, judged. */
export const GateCheck = Type.Object({
  id: Type.String({ description: 'unique in its gate' }),
  statement: Type.String({ description: 'what is judged, one line' }),
  status: GateStatus,
  reason: Type.String({ description: 'one or two sentences' }),
  unit: Type.String({ description: 'of the figure and its bounds' }),
  better: Measure.properties.better,
  value: Type.Union([Type.Number(), Type.Null()], {
    description: "of the judged run, or the median of the head's runs; null: not measured, or endless",
  }),
  interval: Type.Union([Interval, Type.Null()], { description: 'of the value; null: it has none' }),
  sampleCount: Type.Integer({
    minimum: 0,
    description: 'requests, seconds, ...; of a change, pairs or runs',
  }),
  limit: Type.Union([GateLimit, Type.Null()], { description: 'null: a change is judged' }),
  change: Type.Union([GateChange, Type.Null()], { description: 'null: a figure is judged' }),
});
export type GateCheck = Type.Static<typeof GateCheck>;

/** What the judged system did under load, for formats that have fixed fields for it. Over the steady phases of one run. */
export const GateLoad = Type.Object({
  requestsPerSec: nullableNumber,
  responseTimeP90Ms: nullableNumber,
  responseTimeP95Ms: nullableNumber,
  correct: Type.Integer({ minimum: 0 }),
  failed: Type.Integer({ minimum: 0 }),
});
export type GateLoad = Type.Static<typeof GateLoad>;

/** gate.json: what a gate has judged. */
export const Gate = Type.Object({
  schemaVersion: Type.Literal(1),
  id: Type.String(),
  kind: Type.Union([
    Type.Literal('budget', { description: 'one run against bounds' }),
    Type.Literal('base-head', { description: 'two versions that took turns in this job' }),
    Type.Literal('baseline', { description: 'runs of the head against earlier passing runs' }),
  ]),
  title: Type.String({ description: "the system's name for people" }),
  startedAt: Type.String({ description: 'ISO 8601' }),
  durationMs: Type.Number({ minimum: 0 }),
  status: GateStatus,
  headline: Type.String({ description: 'one sentence' }),
  checks: Type.Array(GateCheck),
  notes: Type.Array(Type.String()),
  runFolders: Type.Array(Type.String(), {
    description: 'of the runs it rests on, relative to the working directory',
  }),
  load: Type.Union([GateLoad, Type.Null()]),
  provenance: Provenance,
});
export type Gate = Type.Static<typeof Gate>;

/** failed-gate.json, in the folder of a run: a gate that judged it failed, wherever the files of that gate are. Such a run is no baseline. */
export const FailedGate = Type.Object({
  schemaVersion: Type.Literal(1),
  gateId: Gate.properties.id,
  kind: Gate.properties.kind,
  headline: Gate.properties.headline,
});
export type FailedGate = Type.Static<typeof FailedGate>;
