import Type from 'typebox';

/**
 * What the seed tells everyone who comes after it. Written to the run folder as dataset.json.
 * `cohorts[i]` is one semester plan: the students of one programme in one semester, and what they do today.
 */
export const DatasetManifest = Type.Object({
  schemaVersion: Type.Literal(1),
  platform: Type.String(),
  randomSeed: Type.Integer(),
  fingerprint: Type.String({
    description: 'SHA-256 over every generated row, the same for any number of workers',
  }),
  rows: Type.Record(Type.String(), Type.Integer(), { description: 'by table' }),
  bytes: Type.Integer({ description: 'bytes streamed into COPY' }),
  today: Type.String({ description: 'the day of the semester that the scenario plays, YYYY-MM-DD' }),
});
export type DatasetManifest = Type.Static<typeof DatasetManifest>;
