import type pg from 'pg';

/**
 * Lets a role read and write rows of the platform's tables, and nothing else. The role owns nothing and cannot create tables (not even
 * temporary ones), alter them or truncate them. The default rights of every role in a new database are revoked. A copy of the database
 * does not inherit rights on the database itself, so this must be called for the copy too.
 */
export async function grantRowsTo(
  client: pg.Client,
  roleName: string,
  tables: readonly string[],
): Promise<void> {
  const role = client.escapeIdentifier(roleName);
  const database = client.escapeIdentifier(
    (await client.query('SELECT current_database() AS name')).rows[0].name,
  );
  await client.query('BEGIN');
  await client.query(`REVOKE CREATE, TEMPORARY ON DATABASE ${database} FROM PUBLIC`);
  await client.query('REVOKE CREATE ON SCHEMA public FROM PUBLIC');
  await client.query(`GRANT USAGE ON SCHEMA public TO ${role}`);
  for (const table of tables) {
    const name = client.escapeIdentifier(table);
    await client.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ${name} TO ${role}`);
  }
  const { rows } = await client.query<{ sequence: string }>(
    `SELECT s.oid::regclass::text AS sequence FROM pg_class s
       JOIN pg_depend d ON d.objid = s.oid AND d.deptype = 'a' AND d.classid = 'pg_class'::regclass
     WHERE s.relkind = 'S' AND d.refobjid = ANY ($1::regclass[])`,
    [tables],
  );
  for (const { sequence } of rows) await client.query(`GRANT USAGE ON SEQUENCE ${sequence} TO ${role}`);
  await client.query('COMMIT');
}
