import Type from 'typebox';
import { DifferenceWord, Measure } from './comparison.ts';
import { Interval, Status, TargetVerdict } from './verdict.ts';

const nullableNumber = Type.Union([Type.Number(), Type.Null()]);

/** A run of a trend. */
export const TrendRun = Type.Object({
  id: Type.String(),
  folder: Type.String({ description: 'relative to trend.json' }),
  startedAt: Type.String({ description: 'ISO 8601' }),
  status: Status,
  commit: Type.Union([Type.String(), Type.Null()]),
  break: Type.Union([Type.String(), Type.Null()], {
    description:
      'in what of machine, data and scenario it differs from the run before it, so that figures on the two sides cannot be compared; null: in nothing',
  }),
});
export type TrendRun = Type.Static<typeof TrendRun>;

/** A target in one run, as that run's verdict has it. */
export const TrendPoint = Type.Object({
  run: Type.String({ description: 'its id' }),
  status: Status,
  actual: TargetVerdict.properties.actual,
  interval: TargetVerdict.properties.interval,
  operator: TargetVerdict.properties.operator,
  bound: TargetVerdict.properties.bound,
});
export type TrendPoint = Type.Static<typeof TrendPoint>;

/** The newest run next to those before it, since the last break. Ratios are newest / earlier, differences newest - earlier. */
export const TrendChange = Type.Object({
  earlierRuns: Type.Integer({ minimum: 0, description: 'that can be compared' }),
  base: Type.Union([Type.Number(), Type.Null()], { description: 'median of the earlier runs' }),
  ratio: Type.Union([Interval, Type.Null()], { description: 'null on a difference scale' }),
  ratioEstimate: nullableNumber,
  difference: Type.Union([Interval, Type.Null()], { description: 'null if the ratio has the interval' }),
  differenceEstimate: nullableNumber,
  word: DifferenceWord,
  sentence: Type.String(),
});
export type TrendChange = Type.Static<typeof TrendChange>;

/** A target over the runs of a system. */
export const TrendTarget = Type.Object({
  id: TargetVerdict.properties.id,
  name: Type.String({ description: 'short, in words and without its id, e.g. "p95 response time"' }),
  statement: Type.String({ description: 'that of the newest run' }),
  unit: TargetVerdict.properties.unit,
  better: Measure.properties.better,
  points: Type.Array(TrendPoint, { description: 'oldest first; runs without this target are left out' }),
  change: TrendChange,
});
export type TrendTarget = Type.Static<typeof TrendTarget>;

export const TrendSystem = Type.Object({
  platform: Type.String({ description: 'of several systems, if several loads of it alternate' }),
  title: Type.String({
    description: "the system's name for people; with the load, if several loads of it alternate",
  }),
  runs: Type.Array(TrendRun, { description: 'oldest first' }),
  targets: Type.Array(TrendTarget),
  notes: Type.Array(Type.String(), { description: 'what limits the comparison, one sentence each' }),
});
export type TrendSystem = Type.Static<typeof TrendSystem>;

/** trend.json: the targets of every system over the runs of a folder. */
export const Trend = Type.Object({
  schemaVersion: Type.Literal(1),
  systems: Type.Array(TrendSystem),
  leftOut: Type.Array(
    Type.Object({
      folder: Type.String({ description: 'relative to trend.json' }),
      reason: Type.String({ description: 'one clause' }),
    }),
  ),
});
export type Trend = Type.Static<typeof Trend>;
