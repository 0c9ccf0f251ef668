import type pg from 'pg';
import type { SeedPlan } from '../plan.ts';

/** A constraint as PostgreSQL states it; the names are quoted. */
export type ForeignKey = { table: string; name: string; definition: string };

/**
 * Drops the foreign keys of the tables to be filled, because workers fill several tables at once: a row may be there before the one that it
 * references. `addForeignKeys` brings them back, and that checks all rows.
 */
export async function dropForeignKeys(client: pg.Client, { tables }: SeedPlan): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(
    `SELECT conrelid::regclass::text AS "table", quote_ident(conname) AS name, pg_get_constraintdef(oid) AS definition
     FROM pg_constraint
     WHERE contype = 'f' AND conparentid = 0
       AND conrelid IN (SELECT to_regclass(quote_ident(name)) FROM unnest($1::text[]) AS name)
     ORDER BY conrelid, conname`,
    [tables.map(({ name }) => name)],
  );
  for (const { table, name } of rows) await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
  return rows;
}

export async function addForeignKeys(client: pg.Client, keys: readonly ForeignKey[]): Promise<void> {
  for (const { table, name, definition } of keys)
    await client.query(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`);
}
