import { fileURLToPath } from 'node:url';
import type pg from 'pg';

/** The table in which node-pg-migrate records what it has run. A seed that migrates lists it among the tables of its data set. */
export const MIGRATIONS_TABLE = 'pgmigrations';

/**
 * Runs the migrations of a folder that a database lacks, in the order of their numbers, all in one transaction. It can be killed at any
 * moment and run again: what was begun is rolled back, and a second run waits until PostgreSQL has noticed that the first one is gone.
 * @returns the names of those that were run; none if there was nothing to do
 */
export async function migrate(client: pg.Client, folder: URL): Promise<string[]> {
  // It brings jiti, which loads migrations in TypeScript. Ours are SQL, and its cache would be left in the folder of temporary files.
  process.env.JITI_FS_CACHE = 'false';
  const { runner } = await import('node-pg-migrate');
  const run = await runner({
    dbClient: client,
    dir: fileURLToPath(folder),
    migrationsTable: MIGRATIONS_TABLE,
    direction: 'up',
    singleTransaction: true,
    advisoryLockMode: 'wait',
    log: () => {},
  });
  return run.map(({ name }) => name);
}
