import { ProofloadError } from '../model/errors.ts';
import { unreadable } from './validation.ts';

/** `steps[n]` turns a document of version n into one of version n + 1. It gets a copy, which it may change. */
export type Migration = {
  currentVersion: number;
  steps: Record<number, (document: Record<string, unknown>) => Record<string, unknown>>;
};

/** timeline.ndjson and histograms.ndjson have only one version so far. For other files see run-versions.ts and verdict-versions.ts. */
export const FIRST_VERSION: Migration = { currentVersion: 1, steps: {} };

/**
 * Brings a document of an older version up to the current one, step by step. Does not validate the result.
 * @throws ProofloadError RUN_UNREADABLE if it has no version, or an unknown one
 */
export function migrate(document: unknown, where: string, { currentVersion, steps }: Migration): unknown {
  if (typeof document !== 'object' || document === null || !('schemaVersion' in document)) {
    throw unreadable(where, 'it has no schemaVersion');
  }
  const { schemaVersion } = document;
  if (typeof schemaVersion !== 'number' || !Number.isInteger(schemaVersion) || schemaVersion < 1) {
    throw unreadable(where, `its schemaVersion is ${JSON.stringify(schemaVersion)}`);
  }
  if (schemaVersion > currentVersion) {
    throw new ProofloadError(
      'RUN_UNREADABLE',
      `${where} has schemaVersion ${schemaVersion}; this Proofload reads versions up to ${currentVersion}.`,
      'A newer Proofload wrote it: update this one.',
    );
  }
  let migrated: Record<string, unknown> = structuredClone({ ...document });
  for (let version = schemaVersion; version < currentVersion; version++) {
    const step = steps[version];
    if (!step) throw new Error(`No migration from schemaVersion ${version}`);
    try {
      migrated = { ...step(migrated), schemaVersion: version + 1 };
    } catch (error) {
      throw unreadable(where, `it does not have the shape of version ${version}`, error);
    }
  }
  return migrated;
}
