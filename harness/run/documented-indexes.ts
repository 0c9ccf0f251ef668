import type pg from 'pg';
import { withDatabase } from '../system/postgres/database.ts';

/** Names of the indexes that no constraint needs: those that the document adds in a separate step. */
export async function documentedIndexesIn(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(`
    SELECT c.relname AS name
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = i.indexrelid)
    ORDER BY 1`);
  return rows.map(({ name }) => name);
}

/** Drops them all. The indexes of keys stay. */
export function dropDocumentedIndexes(databaseUrl: string): Promise<void> {
  return withDatabase(databaseUrl, async (client) => {
    for (const name of await documentedIndexesIn(client)) {
      await client.query(`DROP INDEX public.${client.escapeIdentifier(name)}`);
    }
  });
}
