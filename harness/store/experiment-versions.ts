import type { Migration } from './migrate.ts';
import { withoutObjectStorage } from './old-topologies.ts';

type Document = Record<string, unknown>;

/**
 * experiment.json and comparison.json. In version 2, an experiment has the model of its load (open or closed) and its data set size. In
 * version 3, arms may have an object store.
 */
export const EXPERIMENT_VERSIONS: Migration = {
  currentVersion: 3,
  steps: {
    1: ({ experiment, ...rest }) => ({ ...rest, experiment: withLoadModel(experiment as Document) }),
    2: ({ arms, ...rest }) => ({
      ...rest,
      arms: (arms as { topology: object }[]).map((arm) => ({
        ...arm,
        topology: withoutObjectStorage(arm.topology),
      })),
    }),
  },
};

/** Version 1 had only open loads, and called the size of the data set `users`. */
function withLoadModel({ load, ...experiment }: Document): Document {
  const { users, ...rest } = load as Document;
  return { ...experiment, schemaVersion: 2, load: { model: 'open', ...rest, datasetSize: users } };
}
