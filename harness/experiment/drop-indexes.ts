import pg from 'pg';

/** Drops every index that no constraint needs: what the document adds in a step of its own. Keys stay. */
export async function dropDocumentedIndexes(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'proofload' });
  await client.connect();
  try {
    const { rows } = await client.query<{ statement: string }>(`
      SELECT format('DROP INDEX %I.%I', n.nspname, c.relname) AS statement
      FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = 'public' AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = i.indexrelid)`);
    for (const { statement } of rows) await client.query(statement);
  } finally {
    await client.end();
  }
}
