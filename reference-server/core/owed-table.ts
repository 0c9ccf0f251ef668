import pg from 'pg';
import { type Query, statement } from './statement.ts';

/** A key that was changed in the database and may still be in Redis. `id` is PostgreSQL's bigint, as text. */
export type Owed = { readonly id: string; readonly key: string };

/** The last of the added rows, and whether the earlier row was still there when they were committed. */
export type Added = { readonly id: string; readonly isBesides: boolean };

/** The table `owed_invalidations`: what still has to be removed from Redis, whichever server wrote it (docs/adr/0010). */
export type OwedTable = {
  /** The oldest ones, at most `limit`. */
  read(limit: number): Promise<Owed[]>;
  /** Adds at least one key. Resolves when all are committed. @param besides an earlier row, which no one can remove before that */
  add(keys: readonly string[], besides: string | null): Promise<Added>;
  remove(owed: readonly Owed[]): Promise<void>;
  close(): Promise<void>;
};

export type OwedTableOptions = {
  /** of the primary */
  databaseUrl: string;
  applicationName: string;
  /** on the pool of the primary */
  query: Query;
};

const TIMEOUT_MS = 1000;

/** The lock lasts until the commit: whoever removes the earlier row waits for it, and then finds the new ones. */
const ADD = statement<Added>(
  'owed_add',
  `WITH earlier AS (SELECT id FROM owed_invalidations WHERE id = $2::bigint FOR SHARE),
     added AS (INSERT INTO owed_invalidations (key) SELECT jsonb_array_elements_text($1::jsonb) RETURNING id)
   SELECT max(id)::text AS id, EXISTS (SELECT FROM earlier) AS "isBesides" FROM added`,
);
const READ = 'SELECT id::text, key FROM owed_invalidations ORDER BY id LIMIT $1 /* owed_read */';
const REMOVE = 'DELETE FROM owed_invalidations WHERE id = ANY ($1::bigint[]) /* owed_remove */';

/** Reads on a connection of its own: a server that waits for one of a busy pool would see new rows too late. */
export function openOwedTable({ databaseUrl, applicationName, query }: OwedTableOptions): OwedTable {
  const connection = new pg.Pool({
    connectionString: databaseUrl,
    application_name: applicationName,
    max: 1,
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
    keepAlive: true,
  });
  // A broken connection fails its query; without a listener it would end the process.
  connection.on('connect', (client) => client.on('error', () => {}));
  connection.on('error', () => {});

  return {
    async read(limit) {
      return (await connection.query<Owed>(READ, [limit])).rows;
    },
    async add(keys, besides) {
      const [added] = await query(ADD, [JSON.stringify(keys), besides]);
      return added!;
    },
    async remove(owed) {
      await connection.query(REMOVE, [owed.map(({ id }) => id)]);
    },
    close: () => connection.end(),
  };
}
