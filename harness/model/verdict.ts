import Type from 'typebox';
import { EndedBy } from './ended-by.ts';
import { FigureKind } from './figure-kind.ts';
import { Target } from './target.ts';

export const Status = Type.Union([
  Type.Literal('pass'),
  Type.Literal('fail'),
  Type.Literal('inconclusive'),
  Type.Literal('invalid'),
]);
export type Status = Type.Static<typeof Status>;

/** `low` or `high` is null if the interval is unbounded on that side. */
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
    description: 'share of its capacity that was in use, 0-1',
  }),
  saturation: Type.Union([Evidence, Type.Null()], { description: 'what waited for it' }),
  errors: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
  evidence: Type.Array(Evidence),
});
export type ResourceSaturation = Type.Static<typeof ResourceSaturation>;

/** Where to look first if a target fails. `resource` is null if none was saturated. */
export const Suspect = Type.Object({
  resource: Type.Union([ResourceName, Type.Null()]),
  reason: Type.String({ description: 'one or two sentences' }),
  evidence: Type.Array(Evidence),
});
export type Suspect = Type.Static<typeof Suspect>;

/** Something that went wrong with a measurement but did not change the result: the target passes, or fails, even in the worst case. */
export const Survived = Type.Object({
  check: Type.String({ description: 'name of the violated check' }),
  phase: Type.Union([Type.String(), Type.Null()]),
  how: Type.String({ description: 'why the result holds nevertheless, in one sentence' }),
});
export type Survived = Type.Static<typeof Survived>;

export const TargetVerdict = Type.Object({
  id: Target.properties.id,
  statement: Target.properties.statement,
  source: Target.properties.source,
  indicator: Target.properties.indicator,
  operator: Target.properties.operator,
  bound: Target.properties.bound,
  unit: Type.String({
    description: "of the indicator's figure and of the bound: ms, requests/s, ratio, ...",
  }),
  actual: Type.Union([Type.Number(), Type.Null()], {
    description:
      'in this run; null: not measured, or an endless percentile: more requests failed than it leaves room for',
  }),
  interval: Type.Union([Interval, Type.Null()], {
    description: 'the one that decided: of this run if it fails, of the system if it passes or is open',
  }),
  sampleCount: Type.Integer({ minimum: 0 }),
  status: Status,
  headroom: Type.Union([Type.Number(), Type.Null()], {
    description:
      'share of the bound left unused (ratio); negative if the bound is broken; null unless the target passes or fails',
  }),
  phases: Type.Optional(
    Type.Array(Type.String(), {
      description: 'the phases that were judged; older verdicts do not name them',
    }),
  ),
  reason: Type.String({ description: 'one sentence, and what a pass cannot rule out' }),
  survived: Type.Array(Survived, {
    description: 'violated checks that could have changed this result, but did not',
  }),
  length: Type.Union(
    [
      Type.Object({
        judgedSec: Type.Integer({ minimum: 0, description: 'of its shortest steady phase' }),
        neededSec: Type.Integer({ description: 'for a pass to be as sure as its interval says' }),
      }),
      Type.Null(),
    ],
    { description: 'null: no steady phase feeds it' },
  ),
  evidence: Type.Array(Evidence),
  suspect: Type.Union([Suspect, Type.Null()], {
    description: 'of a target that failed, or would have if its measurement could be trusted',
  }),
});
export type TargetVerdict = Type.Static<typeof TargetVerdict>;

/** Did the generator keep to its plan? */
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

/** The checks of whether a measurement can be trusted. harness/verdict/validity has a file for each. */
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

/**
 * Whether a figure may look better or worse than the system is. Either: the direction is unknown. Better means faster, more correct, more
 * of what users get, and less of what the system uses.
 */
export const Direction = Type.Union([Type.Literal('better'), Type.Literal('worse'), Type.Literal('either')]);
export type Direction = Type.Static<typeof Direction>;

/** The figures that can be biased, each with its direction. Figures left out are not affected. */
export const Bias = Type.Partial(Type.Record(FigureKind, Direction));
export type Bias = Type.Static<typeof Bias>;

/** The most by which figures may be off: what to add or take away in the best and in the worst case. */
export const Limit = Type.Object({
  missingRequests: Type.Optional(
    Type.Integer({ description: 'requests that were due: answered correctly at once, or never' }),
  ),
  doubtfulFailures: Type.Optional(Type.Integer({ description: 'that may have been correct at once' })),
  isDelayDoubtful: Type.Optional(
    Type.Literal(true, { description: 'response times may have been as short as service times' }),
  ),
  readLateMs: Type.Optional(
    Type.Number({ description: 'how late the generator may have been in reading responses as well' }),
  ),
  areTimesDoubtful: Type.Optional(
    Type.Literal(true, {
      description: 'whatever was answered may have been answered at once, and within its phase',
    }),
  ),
  unseenServerShare: Type.Optional(
    Type.Number({ description: "of the servers' queries and lookups: as good as possible, or as bad" }),
  ),
  missingUsers: Type.Optional(Type.Integer({ description: 'users that may not have been there' })),
});
export type Limit = Type.Static<typeof Limit>;

/** What a violated check puts in doubt. The bias of `limited` figures is within `limit`; that of `unlimited` figures is unknown. */
export const Doubt = Type.Object({
  limited: Bias,
  unlimited: Bias,
  limit: Limit,
  because: Type.String({
    description: 'one clause, e.g. "a late start makes response times longer, never shorter"',
  }),
});
export type Doubt = Type.Static<typeof Doubt>;

/** One check of the measurement itself. It is named after the problem it looks for: held means that the problem did not occur. */
export const ValidityCheck = Type.Object({
  name: ValidityCheckName,
  status: Type.Union([Type.Literal('held'), Type.Literal('violated'), Type.Literal('unknown')], {
    description: 'unknown: its source is missing',
  }),
  phase: Type.Union([Type.String(), Type.Null()], { description: 'null: the run as a whole' }),
  actual: Type.Union([Type.Number(), Type.Null()], { description: 'the figure that decided; null: none' }),
  bound: Type.Union([Type.Number(), Type.Null()], { description: 'what the figure may be' }),
  unit: Type.String({ description: 'of both' }),
  reason: Type.String({ description: 'one sentence' }),
  doubt: Type.Union([Doubt, Type.Null()], { description: 'of a violated check' }),
  evidence: Type.Array(Evidence),
});
export type ValidityCheck = Type.Static<typeof ValidityCheck>;

/** Can the measurement be trusted? Invalid when a violated check could have turned the result of a target. */
export const ValidityVerdict = Type.Object({
  status: Type.Union([Type.Literal('valid'), Type.Literal('invalid')]),
  checks: Type.Array(ValidityCheck, { description: 'all that were made, including those that held' }),
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

/** verdict.json. What older versions lack: harness/store/verdict-versions.ts. */
export const Verdict = Type.Object({
  schemaVersion: Type.Literal(4),
  runId: Type.String(),
  platform: Type.String(),
  status: Status,
  targets: Type.Array(TargetVerdict),
  generator: GeneratorVerdict,
  validity: ValidityVerdict,
  resources: Type.Array(ResourceUse),
  saturation: Type.Array(ResourceSaturation),
  notes: Type.Array(Type.String()),
  endedBy: Type.Optional(EndedBy),
});
export type Verdict = Type.Static<typeof Verdict>;
