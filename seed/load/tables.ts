import { readFile } from 'node:fs/promises';
import type pg from 'pg';
import { CORE_SCHEMA, CORE_TABLES } from '../../reference-server/core/core-schema.ts';
import { migrate } from '../../reference-server/core/migrate.ts';
import type { SeedPlan } from '../plan.ts';
import { claimDatabase } from './ownership.ts';
import { sqlStatements } from './sql-statements.ts';

type StepProgress = (done: number, total: number) => void;

/** Creates a plan's tables, empty and without the document's indexes, in a database that is empty or ours. */
export async function createTables(client: pg.Client, plan: SeedPlan): Promise<void> {
  await client.query('BEGIN');
  await claimDatabase(client, plan.platform, tableNames(plan));
  for (const file of [CORE_SCHEMA, ...plan.schemaFiles]) await client.query(await readFile(file, 'utf8'));
  await client.query('COMMIT');
}

/** Rows come with the values of their SERIAL columns, so the sequences are set to continue after them. */
export async function setSerials(client: pg.Client, plan: SeedPlan): Promise<void> {
  for (const { name, serial } of plan.tables) {
    if (serial === undefined) continue;
    await client.query('SELECT setval(pg_get_serial_sequence($1, $2), $3)', [
      name,
      serial.column,
      serial.lastValue,
    ]);
  }
}

/** Builds the document's indexes, once all rows are loaded. */
export async function createIndexes(
  client: pg.Client,
  plan: SeedPlan,
  onProgress: StepProgress,
): Promise<void> {
  if ('migrations' in plan) {
    onProgress(0, 1);
    await migrate(client, plan.migrations);
    onProgress(1, 1);
    return;
  }
  const statements = sqlStatements(await readFile(plan.indexesFile, 'utf8'));
  for (const [done, statement] of statements.entries()) {
    onProgress(done, statements.length);
    await client.query(statement);
  }
  onProgress(statements.length, statements.length);
}

/** Includes VACUUM: otherwise autovacuum would find all rows new and run a minute later, in the middle of a measurement. */
export async function vacuumAnalyze(
  client: pg.Client,
  tables: string[],
  onProgress: StepProgress = () => {},
): Promise<void> {
  for (const [done, table] of tables.entries()) {
    onProgress(done, tables.length);
    await client.query(`VACUUM (ANALYZE) ${client.escapeIdentifier(table)}`);
  }
  onProgress(tables.length, tables.length);
}

/** All tables of a plan and of the core. */
export function tableNames(plan: SeedPlan): string[] {
  return [...CORE_TABLES, ...plan.emptyTables, ...plan.tables.map((table) => table.name)];
}
