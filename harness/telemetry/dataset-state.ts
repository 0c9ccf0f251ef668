import pg from 'pg';
import type { DatasetState } from '../model/run.ts';

/** Where the seed leaves the fingerprint of what it made (seed/load/ownership.ts). */
const MARKER_TABLE = 'proofload_dataset';

export type DatasetLook = {
  databaseUrl: string;
  /** whose rows are counted */
  tables: readonly string[];
  /** those that the load does not change: all their rows are checksummed */
  unchangedTables: readonly string[];
};

/**
 * The data set at this moment, to be compared with another moment. The checksum of a table is the sum of a 64-bit hash of each
 * row, so it depends on every value but not on the order of rows; 30,000 accounts take a tenth of a second.
 */
export async function datasetState({
  databaseUrl,
  tables,
  unchangedTables,
}: DatasetLook): Promise<DatasetState> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'proofload-checks' });
  client.on('error', () => {}); // the current or next statement fails too
  await client.connect();
  try {
    const state: DatasetState = { fingerprint: await fingerprintOf(client), rows: {}, checksums: {} };
    for (const table of tables) {
      const [row] = (
        await client.query<{ count: string }>(`SELECT count(*) FROM ${client.escapeIdentifier(table)}`)
      ).rows;
      state.rows[table] = Number(row!.count);
    }
    for (const table of unchangedTables) {
      const [row] = (
        await client.query<{ checksum: string }>(
          `SELECT coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text AS checksum
           FROM ${client.escapeIdentifier(table)} AS t`,
        )
      ).rows;
      state.checksums[table] = row!.checksum;
    }
    return state;
  } finally {
    await client.end();
  }
}

/** Null without a mark: then the database is not the one that was seeded. */
async function fingerprintOf(client: pg.Client): Promise<string | null> {
  const { rows } = await client.query<{ isMarked: boolean }>(
    'SELECT to_regclass($1) IS NOT NULL AS "isMarked"',
    [MARKER_TABLE],
  );
  if (!rows[0]!.isMarked) return null;
  const marked = await client.query<{ fingerprint: string | null }>(
    `SELECT fingerprint FROM ${MARKER_TABLE}`,
  );
  return marked.rows[0]?.fingerprint ?? null;
}
