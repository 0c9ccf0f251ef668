import Type from 'typebox';
import { Measure } from './comparison.ts';
import { Indicator } from './indicator.ts';
import { Run } from './run.ts';

/** How much equal runs differ in one figure, as pairs that took turns showed it. */
export const MeasuredNoise = Type.Object({
  id: Type.String({ description: 'of the change in the budget' }),
  label: Measure.properties.label,
  unit: Measure.properties.unit,
  indicator: Indicator,
  scale: Measure.properties.scale,
  deviation: Type.Number({
    minimum: 0,
    description: 'standard deviation of the differences within pairs; of logarithms on a ratio scale',
  }),
  base: Type.Number({ description: 'median figure' }),
  pairs: Type.Integer({ minimum: 0 }),
  floors: Type.Array(
    Type.Object({
      pairs: Type.Integer({ minimum: 1, description: 'of a look' }),
      floor: Type.Number({
        description:
          'the least bound that a gate without a change rules out in nine of ten cases: a share on a ratio scale, else in the unit',
      }),
    }),
  ),
});
export type MeasuredNoise = Type.Static<typeof MeasuredNoise>;

/** gate-noise.json: what `gate --calibrate` measured. It holds for the same machine, data and scenario only. */
export const GateNoise = Type.Object({
  schemaVersion: Type.Literal(1),
  measuredAt: Type.String({ description: 'ISO 8601' }),
  fingerprint: Type.Pick(Run, ['platform', 'scenario', 'sentParts', 'dataLabel', 'profile', 'provenance']),
  figures: Type.Array(MeasuredNoise),
});
export type GateNoise = Type.Static<typeof GateNoise>;
