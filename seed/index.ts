import { availableParallelism } from 'node:os';
import type { DatasetManifest } from '../harness/model/dataset.ts';
import { ProofloadError } from '../harness/model/errors.ts';
import { connectDatabase, databaseError } from './load/database.ts';
import { addForeignKeys, dropForeignKeys } from './load/foreign-keys.ts';
import { markComplete, markedTables } from './load/ownership.ts';
import { grantRowsTo } from './load/server-rights.ts';
import { createIndexes, createTables, setSerials, tableNames, vacuumAnalyze } from './load/tables.ts';
import { copyTables } from './load/workers.ts';
import { loadSeed } from './load-seed.ts';
import { seedParameters } from './parameters.ts';

export { putFiles } from './files.ts';
export { issueSessions, type SessionOptions } from './sessions/issue.ts';

/** With more workers, PostgreSQL is the bottleneck. */
const MOST_WORKERS = 8;

export type SeedStep = 'schema' | 'copy' | 'indexes' | 'analyze';

/** `done` of `total` parts of a step. */
export type SeedProgress = { step: SeedStep; done: number; total: number };

export type SeedOptions = {
  /** its name, or the folder of its seed */
  platform: string;
  databaseUrl: string;
  /** of the data set, in the platform's own unit */
  size: number;
  randomSeed: number;
  /** threads that make and load rows, each with a connection, at most MOST_WORKERS; one per core when left out */
  workers?: number;
  /** false leaves the document's indexes out */
  indexes?: boolean;
  onProgress?: (progress: SeedProgress) => void;
  /** stops it early and closes its connections; the data set is then unfinished, and the next one replaces it */
  signal?: AbortSignal;
};

/**
 * Fills a database with one platform's synthetic data: tables, rows by COPY, indexes, ANALYZE. It replaces an earlier data set of
 * ours and refuses a database that holds anything else.
 *
 * Throws ProofloadError UNKNOWN_PLATFORM, INVALID_OPTION, DATABASE_UNREACHABLE, DATABASE_NOT_OURS, DATABASE_NOT_WRITABLE, DISK_FULL,
 * INTERRUPTED.
 */
export async function seedPlatform(options: SeedOptions): Promise<DatasetManifest> {
  const { platform, databaseUrl, size, randomSeed, indexes = true, onProgress = () => {}, signal } = options;
  const workers = Math.min(options.workers ?? availableParallelism(), MOST_WORKERS);
  const seed = await loadSeed(platform);
  const parameters = await seedParameters(size, randomSeed);
  const plan = seed.plan(parameters);
  const report = (step: SeedStep) => (done: number, total: number) => onProgress({ step, done, total });

  const client = await connectDatabase(databaseUrl);
  const close = () => void client.end(); // which aborts the running statement
  signal?.addEventListener('abort', close, { once: true });
  try {
    signal?.throwIfAborted();
    await createTables(client, plan);
    const foreignKeys = await dropForeignKeys(client, plan);
    report('schema')(1, 1);
    const copied = await copyTables({
      platform,
      plan,
      parameters,
      databaseUrl,
      workers,
      onProgress: report('copy'),
      signal,
    });
    await setSerials(client, plan);
    await addForeignKeys(client, foreignKeys);
    if (indexes) await createIndexes(client, plan, report('indexes'));
    await vacuumAnalyze(client, tableNames(plan), report('analyze'));
    await markComplete(client, copied.fingerprint);
    return { schemaVersion: 1, platform: plan.platform, randomSeed, today: plan.today, ...copied };
  } catch (error) {
    throw signal?.aborted ? interrupted() : databaseError(error, client);
  } finally {
    signal?.removeEventListener('abort', close);
    await client.end();
  }
}

function interrupted(): ProofloadError {
  return new ProofloadError(
    'INTERRUPTED',
    'Seeding was interrupted, and its data set is unfinished.',
    'Run it again: it replaces the unfinished data set.',
  );
}

/**
 * Lets the servers' role read and write rows in all tables of a seeded database (or of a copy of one), and nothing else.
 *
 * Throws ProofloadError ADDRESS_INVALID, DATABASE_UNREACHABLE.
 */
export async function grantRows({ databaseUrl, role }: { databaseUrl: string; role: string }): Promise<void> {
  const client = await connectDatabase(databaseUrl);
  try {
    await grantRowsTo(client, role, await markedTables(client));
  } catch (error) {
    throw databaseError(error, client);
  } finally {
    await client.end();
  }
}
