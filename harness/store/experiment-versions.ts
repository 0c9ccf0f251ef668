import type { Migration } from './migrate.ts';

type Document = Record<string, unknown>;

/** experiment.json and comparison.json. Version 2 of an experiment has the model of its load (open or closed) and its data set size. */
export const EXPERIMENT_VERSIONS: Migration = {
  currentVersion: 2,
  steps: { 1: ({ experiment, ...rest }) => ({ ...rest, experiment: withLoadModel(experiment as Document) }) },
};

/** Version 1 had only open loads, and called the size of the data set `users`. */
function withLoadModel({ load, ...experiment }: Document): Document {
  const { users, ...rest } = load as Document;
  return { ...experiment, schemaVersion: 2, load: { model: 'open', ...rest, datasetSize: users } };
}
