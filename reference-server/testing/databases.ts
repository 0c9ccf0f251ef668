import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

/** Databases of one test file in the PostgreSQL that all files share. Roles, settings and activity are shared as well. */
export type TestDatabases = {
  /** the URL of a new, empty database */
  create(): Promise<string>;
  /** runs SQL as the owner of all databases */
  query: pg.Client['query'];
  /** drops them, even with open connections */
  drop(): Promise<void>;
};

export async function openTestDatabases(): Promise<TestDatabases> {
  const url = inject('postgresUrl');
  const admin = new pg.Client(url);
  await admin.connect();
  const names: string[] = [];
  return {
    async create() {
      const name = `test_${randomBytes(6).toString('hex')}`;
      await admin.query(`CREATE DATABASE ${name}`);
      names.push(name);
      return url.replace(/[^/]*$/, name);
    },
    query: admin.query.bind(admin),
    async drop() {
      for (const name of names) await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
    },
  };
}
