import Type from 'typebox';

/**
 * What the seed records about the data set for everything that uses it later. Written to the run folder as dataset.json.
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
  files: Type.Optional(
    Type.Object(
      {
        count: Type.Integer({ minimum: 0 }),
        bytes: Type.Integer({ minimum: 0 }),
        fingerprint: Type.String({ description: 'SHA-256 over key, type and SHA-256 of every file' }),
      },
      { description: 'put into object storage; left out: there is none' },
    ),
  ),
  today: Type.String({ description: 'the day on which the scenario is set, YYYY-MM-DD' }),
});
export type DatasetManifest = Type.Static<typeof DatasetManifest>;
