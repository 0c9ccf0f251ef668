import pg from 'pg';
import { startTestPostgres } from '../../reference-server/testing/stores.ts';

/** A real PostgreSQL with a fresh database for every test. */
export type TestDatabases = {
  /** the URL of a new, empty database */
  create(): Promise<string>;
  /** runs SQL as its owner */
  query: pg.Client['query'];
  stop(): Promise<void>;
};

export async function startTestDatabases(): Promise<TestDatabases> {
  const postgres = await startTestPostgres();
  const admin = new pg.Client(postgres.url);
  await admin.connect();
  let created = 0;
  return {
    async create() {
      created += 1;
      await admin.query(`CREATE DATABASE seed_${created}`);
      return postgres.url.replace(/[^/]*$/, `seed_${created}`);
    },
    query: admin.query.bind(admin),
    async stop() {
      await admin.end();
      await postgres.stop();
    },
  };
}

/** One connection for as long as `work` takes. */
export async function onDatabase<Result>(
  databaseUrl: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
