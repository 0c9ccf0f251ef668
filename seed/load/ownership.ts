import type pg from 'pg';
import { ProofloadError } from '../../harness/model/errors.ts';

/** The marker table. It lists the tables that we made and may drop. */
const MARKER_TABLE = 'proofload_dataset';

/**
 * Makes room for a new data set, inside the caller's transaction: drops what an earlier seeding made, and marks the
 * database as ours. Throws ProofloadError DATABASE_NOT_OURS when it holds tables but no marker, because a wrong
 * DATABASE_URL must never destroy someone's data.
 */
export async function claimDatabase(client: pg.Client, platform: string, tables: string[]): Promise<void> {
  if (await isMarked(client)) {
    const ours = [...(await markedTables(client)), MARKER_TABLE];
    // All in one statement, because they may reference each other.
    await client.query(
      `DROP TABLE IF EXISTS ${ours.map((table) => client.escapeIdentifier(table)).join(', ')}`,
    );
  } else {
    await refuseForeignTables(client);
  }
  await client.query(
    `CREATE TABLE ${MARKER_TABLE} (platform TEXT NOT NULL, tables TEXT[] NOT NULL, fingerprint TEXT)`,
  );
  await client.query(`INSERT INTO ${MARKER_TABLE} (platform, tables) VALUES ($1, $2)`, [platform, tables]);
}

/** The tables that an earlier seeding made; empty if there was none. */
export async function markedTables(client: pg.Client): Promise<string[]> {
  if (!(await isMarked(client))) return [];
  const { rows } = await client.query<{ tables: string[] }>(`SELECT tables FROM ${MARKER_TABLE}`);
  return rows.flatMap((row) => row.tables);
}

/** Stores the fingerprint in the marker, which has none until the data set is complete. */
export async function markComplete(client: pg.Client, fingerprint: string): Promise<void> {
  await client.query(`UPDATE ${MARKER_TABLE} SET fingerprint = $1`, [fingerprint]);
}

async function isMarked(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ isMarked: boolean }>(
    `SELECT to_regclass($1) IS NOT NULL AS "isMarked"`,
    [MARKER_TABLE],
  );
  return rows[0]!.isMarked;
}

/** Refuses a database with any table, view or the like, except those of the system and of installed extensions. */
async function refuseForeignTables(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(`
    SELECT c.oid::regclass::text AS name
    FROM pg_class c
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
      AND c.relnamespace <> 'information_schema'::regnamespace
      AND c.relnamespace::regnamespace::text NOT LIKE 'pg\\_%'
      AND NOT EXISTS (
        SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
      )
    ORDER BY 1
    LIMIT 1`);
  const foreign = rows[0];
  if (foreign === undefined) return;
  throw new ProofloadError(
    'DATABASE_NOT_OURS',
    `The database holds tables that Proofload did not make (${foreign.name}), so it is left as it is.`,
    'Point DATABASE_URL to an empty database.',
  );
}
