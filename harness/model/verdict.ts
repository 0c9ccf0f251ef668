import Type from 'typebox';
import { Target } from './target.ts';

export const Status = Type.Union([
  Type.Literal('pass'),
  Type.Literal('fail'),
  Type.Literal('inconclusive'),
  Type.Literal('invalid'),
]);
export type Status = Type.Static<typeof Status>;

/** `low` or `high` is null where the interval is unbounded on that side. */
export const Interval = Type.Object({
  low: Type.Union([Type.Number(), Type.Null()]),
  high: Type.Union([Type.Number(), Type.Null()]),
  confidence: Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }),
  method: Type.String({
    description: 'how it was made, e.g. "Clopper-Pearson"; explained in docs/methods.md',
  }),
});
export type Interval = Type.Static<typeof Interval>;

/** A figure that supports a status: where it was seen and what it was. */
export const Evidence = Type.Object({
  label: Type.String(),
  value: Type.Union([Type.Number(), Type.Null()]),
  unit: Type.String(),
  phase: Type.Optional(Type.String()),
  interval: Type.Optional(Interval),
});
export type Evidence = Type.Static<typeof Evidence>;

export const TargetVerdict = Type.Object({
  id: Target.properties.id,
  statement: Target.properties.statement,
  source: Target.properties.source,
  sli: Target.properties.sli,
  operator: Target.properties.operator,
  bound: Target.properties.bound,
  unit: Target.properties.unit,
  actual: Type.Union([Type.Number(), Type.Null()], { description: 'null: not measured' }),
  interval: Type.Union([Interval, Type.Null()]),
  sampleCount: Type.Integer({ minimum: 0 }),
  status: Status,
  headroom: Type.Union([Type.Number(), Type.Null()], {
    description: 'share of the bound left unused (ratio); negative when the bound is passed',
  }),
  reason: Type.String({ description: 'one sentence' }),
  evidence: Type.Array(Evidence),
});
export type TargetVerdict = Type.Static<typeof TargetVerdict>;

/** Is what the generator did what it was told to do? */
export const GeneratorVerdict = Type.Object({
  status: Type.Union([Type.Literal('valid'), Type.Literal('invalid')]),
  offeredRate: Type.Union([Type.Number(), Type.Null()]),
  attemptedRate: Type.Union([Type.Number(), Type.Null()]),
  droppedIterations: Type.Integer({ minimum: 0 }),
  startDelayP99Ms: Type.Union([Type.Number(), Type.Null()]),
  cpuUtilization: Type.Union([Type.Number(), Type.Null()], {
    description: 'of the whole machine, steady phases, 0-1',
  }),
  reasons: Type.Array(Type.String()),
});
export type GeneratorVerdict = Type.Static<typeof GeneratorVerdict>;

/** How busy one part was over the judged phases. */
export const ResourceUse = Type.Object({
  name: Type.String({ description: 'e.g. "server-1", "postgres", "k6"' }),
  cpuCoresMean: Type.Union([Type.Number(), Type.Null()]),
  cpuCoresMax: Type.Union([Type.Number(), Type.Null()]),
  memoryMaxBytes: Type.Union([Type.Number(), Type.Null()]),
});
export type ResourceUse = Type.Static<typeof ResourceUse>;

/** verdict.json */
export const Verdict = Type.Object({
  schemaVersion: Type.Literal(1),
  runId: Type.String(),
  platform: Type.String(),
  status: Status,
  targets: Type.Array(TargetVerdict),
  generator: GeneratorVerdict,
  resources: Type.Array(ResourceUse),
  notes: Type.Array(Type.String()),
});
export type Verdict = Type.Static<typeof Verdict>;
