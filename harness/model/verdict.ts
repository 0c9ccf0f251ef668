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

/** What can be saturated. `database-locks` and `database-io` are waits inside PostgreSQL. */
export const ResourceName = Type.Union([
  Type.Literal('generator'),
  Type.Literal('balancer'),
  Type.Literal('server-event-loop'),
  Type.Literal('pool'),
  Type.Literal('database-cpu'),
  Type.Literal('database-locks'),
  Type.Literal('database-io'),
  Type.Literal('cache'),
  Type.Literal('machine'),
]);
export type ResourceName = Type.Static<typeof ResourceName>;

/** One resource in one phase, by utilization, saturation and errors. docs/methods.md has the thresholds. */
export const ResourceSaturation = Type.Object({
  resource: ResourceName,
  phase: Type.String(),
  status: Type.Union([
    Type.Literal('idle'),
    Type.Literal('busy'),
    Type.Literal('saturated'),
    Type.Literal('unknown'),
  ]),
  utilization: Type.Union([Type.Number({ minimum: 0 }), Type.Null()], {
    description: 'share of what there is of it that was in use, 0-1',
  }),
  saturation: Type.Union([Evidence, Type.Null()], { description: 'what waited for it' }),
  errors: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
  evidence: Type.Array(Evidence),
});
export type ResourceSaturation = Type.Static<typeof ResourceSaturation>;

/** Where to look first when a target fails. `resource` is null when none was saturated. */
export const Suspect = Type.Object({
  resource: Type.Union([ResourceName, Type.Null()]),
  reason: Type.String({ description: 'one or two sentences' }),
  evidence: Type.Array(Evidence),
});
export type Suspect = Type.Static<typeof Suspect>;

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
  suspect: Type.Union([Suspect, Type.Null()], {
    description: 'of a target that failed, or would have if its measurement could be trusted',
  }),
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

/** What makes a measurement one that can be trusted; harness/verdict/validity has a file for each. */
export const ValidityCheckName = Type.Union([
  Type.Literal('arrivals-dropped'),
  Type.Literal('rate-not-reached'),
  Type.Literal('start-delay'),
  Type.Literal('generator-cpu'),
  Type.Literal('machine-cpu'),
  Type.Literal('vus-exhausted'),
  Type.Literal('no-steady-state'),
  Type.Literal('telemetry-gap'),
  Type.Literal('clock-jump'),
  Type.Literal('connections-lost'),
  Type.Literal('part-restarted'),
  Type.Literal('dataset-changed'),
  Type.Literal('code-changed'),
]);
export type ValidityCheckName = Type.Static<typeof ValidityCheckName>;

/** One check of the measurement itself. It is named after what it looks for: held means that this did not happen. */
export const ValidityCheck = Type.Object({
  name: ValidityCheckName,
  status: Type.Union([Type.Literal('held'), Type.Literal('violated'), Type.Literal('unknown')], {
    description: 'unknown: the source that would tell is missing',
  }),
  phase: Type.Union([Type.String(), Type.Null()], { description: 'null: the run as a whole' }),
  actual: Type.Union([Type.Number(), Type.Null()], { description: 'the figure that decided; null: none' }),
  bound: Type.Union([Type.Number(), Type.Null()], { description: 'what the figure may be' }),
  unit: Type.String({ description: 'of both' }),
  reason: Type.String({ description: 'one sentence' }),
  evidence: Type.Array(Evidence),
});
export type ValidityCheck = Type.Static<typeof ValidityCheck>;

/** Can the measurement be trusted? Invalid when a check is violated. */
export const ValidityVerdict = Type.Object({
  status: Type.Union([Type.Literal('valid'), Type.Literal('invalid')]),
  checks: Type.Array(ValidityCheck, { description: 'all that were made, also those that held' }),
});
export type ValidityVerdict = Type.Static<typeof ValidityVerdict>;

/** How busy one part was over the judged phases. */
export const ResourceUse = Type.Object({
  name: Type.String({ description: 'e.g. "server-1", "postgres", "k6"' }),
  cpuCoresMean: Type.Union([Type.Number(), Type.Null()]),
  cpuCoresMax: Type.Union([Type.Number(), Type.Null()]),
  memoryMaxBytes: Type.Union([Type.Number(), Type.Null()]),
});
export type ResourceUse = Type.Static<typeof ResourceUse>;

/** verdict.json. Version 1 had neither `validity` nor `saturation`: harness/store/verdict-versions.ts. */
export const Verdict = Type.Object({
  schemaVersion: Type.Literal(2),
  runId: Type.String(),
  platform: Type.String(),
  status: Status,
  targets: Type.Array(TargetVerdict),
  generator: GeneratorVerdict,
  validity: ValidityVerdict,
  resources: Type.Array(ResourceUse),
  saturation: Type.Array(ResourceSaturation),
  notes: Type.Array(Type.String()),
});
export type Verdict = Type.Static<typeof Verdict>;
