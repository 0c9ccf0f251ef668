import pg from 'pg';
import type { DatasetState } from '../model/run.ts';

/** The table in which the seed stores the fingerprint of its data set (seed/load/ownership.ts). */
const MARKER_TABLE = 'proofload_dataset';

/** A table with more rows is not read completely: at about two million rows a second, reading ten million twice would take ten seconds. */
const MOST_ROWS_READ = 1_000_000;

export type DatasetLook = {
  databaseUrl: string;
  /** tables whose rows are counted, or estimated if there are too many */
  tables: readonly string[];
  /** tables that the load does not change */
  unchangedTables: readonly string[];
  /** a table with more rows by PostgreSQL's estimate is not read completely; smaller in tests */
  mostRowsRead?: number;
};

/**
 * The data set at this moment, to be compared with another moment. Each table is read at most once.
 *
 * Rows are counted. For a table with more than a million rows by PostgreSQL's own estimate (`pg_class`), that estimate is used instead,
 * and marked as one. A table that the load does not change has a checksum: the sum of a 64-bit hash of each row, computed in the same
 * scan that counts the rows. It depends on every value but not on the order of rows (30,000 accounts take a tenth of a second). For a
 * large table, the checksum consists of the numbers of inserted, updated and deleted rows since the counters began, and of the file that
 * holds the table. If both are equal before and after the load, nothing wrote to it in between.
 */
export async function datasetState({
  databaseUrl,
  tables,
  unchangedTables,
  mostRowsRead = MOST_ROWS_READ,
}: DatasetLook): Promise<DatasetState> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'proofload-checks' });
  client.on('error', () => {}); // the current or next statement fails too
  await client.connect();
  try {
    const state: DatasetState = { fingerprint: await fingerprintOf(client), rows: {}, checksums: {} };
    const estimates = await estimatedRows(client, [...tables, ...unchangedTables]);
    for (const table of new Set([...tables, ...unchangedTables])) {
      const isUnchanged = unchangedTables.includes(table);
      const estimate = estimates.get(table);
      if (estimate !== undefined && estimate > mostRowsRead) {
        state.estimatedRows = { ...state.estimatedRows, [table]: estimate };
        if (isUnchanged) state.checksums[table] = await writesTo(client, table);
        continue;
      }
      const { rows, checksum } = await readThrough(client, table, isUnchanged);
      if (tables.includes(table)) state.rows[table] = rows;
      if (checksum !== null) state.checksums[table] = checksum;
    }
    return state;
  } finally {
    await client.end();
  }
}

/** PostgreSQL's estimates by table, from its last ANALYZE (with which the seed ends); a table that was never analyzed is left out. */
async function estimatedRows(client: pg.Client, tables: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await client.query<{ name: string; rows: number }>(
    `SELECT relname AS name, reltuples::float8 AS rows FROM pg_class
     WHERE oid = ANY (SELECT to_regclass(quote_ident(name)) FROM unnest($1::text[]) AS name) AND reltuples >= 0`,
    [tables],
  );
  return new Map(rows.map(({ name, rows: estimate }) => [name, Math.round(estimate)]));
}

async function readThrough(
  client: pg.Client,
  table: string,
  isUnchanged: boolean,
): Promise<{ rows: number; checksum: string | null }> {
  const checksum = isUnchanged ? 'coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text' : 'NULL';
  const { rows } = await client.query<{ count: string; checksum: string | null }>(
    `SELECT count(*), ${checksum} AS checksum FROM ${client.escapeIdentifier(table)} AS t`,
  );
  return { rows: Number(rows[0]!.count), checksum: rows[0]!.checksum };
}

/** The counters of writes. Those of other sessions appear when the sessions end, or within a second. */
async function writesTo(client: pg.Client, table: string): Promise<string> {
  const { rows } = await client.query<{ writes: string }>(
    `SELECT format('inserted %s, updated %s, deleted %s, file %s', n_tup_ins, n_tup_upd, n_tup_del, pg_relation_filenode(relid))
       AS writes
     FROM pg_stat_user_tables WHERE relid = to_regclass(quote_ident($1))`,
    [table],
  );
  return rows[0]?.writes ?? 'not there';
}

/** Null without the marker table: then this is not the database that was seeded. */
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
