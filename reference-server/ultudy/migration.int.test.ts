import { spawn } from 'node:child_process';
import { once } from 'node:events';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { migrate } from '../core/migrate.ts';
import { openTestDatabases, type TestDatabases } from '../testing/databases.ts';
import { platform } from './index.ts';
import { createTables } from './testing/world.ts';

const NAME = '001_add_performance_indexes';
const PROGRAM = new URL('../migrate.ts', import.meta.url).pathname;

let databases: TestDatabases;
let url: string;
let db: pg.Client;

beforeAll(async () => {
  databases = await openTestDatabases();
});
beforeEach(async () => {
  url = await databases.create();
  db = new pg.Client(url);
  db.on('error', () => {});
  await db.connect();
  await createTables(db);
  return () => db.end();
});
afterAll(() => databases?.drop());

/** The migration as a process of its own, which can be killed. Its standard output, and its exit code or signal. */
function startMigration() {
  const child = spawn(process.execPath, [PROGRAM], {
    env: { ...process.env, PLATFORM: 'ultudy', DATABASE_URL: url },
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const ended = once(child, 'exit').then(([code, signal]) => ({ output, code, signal }));
  return { child, ended };
}

async function indexes(): Promise<string[]> {
  const { rows } = await db.query(
    `SELECT indexname AS name FROM pg_indexes WHERE indexname LIKE 'idx_%' ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

const recorded = async () => (await db.query('SELECT name FROM pgmigrations')).rows.map(({ name }) => name);

/** Backends of this database that wait for a lock of this kind: a table's ("relation"), or an advisory one. */
async function waiting(locktype: string): Promise<number> {
  const { rows } = await db.query(
    `SELECT count(*)::int AS count FROM pg_locks
     WHERE NOT granted AND locktype = $1 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [locktype],
  );
  return rows[0].count;
}

test('one migration makes more than twenty indexes, and PostgreSQL knows the tables afterwards', async () => {
  await db.query(`INSERT INTO users VALUES ('ada', 'student', 'ada@ultudy.example', 'Ada', 'x')`);
  expect(await indexes()).toEqual([]);
  expect(await migrate(db, platform.migrations!)).toEqual([NAME]);
  expect((await indexes()).length).toBeGreaterThanOrEqual(20);
  const { rows } = await db.query(`SELECT reltuples FROM pg_class WHERE relname = 'users'`);
  expect(rows[0].reltuples).toBe(1); // -1 until the first ANALYZE
});

test('a second run does nothing', async () => {
  expect((await startMigration().ended).output).toBe(`{"migrated":["${NAME}"]}\n`);
  const made = await indexes();
  expect(await startMigration().ended).toEqual({ output: '{"migrated":[]}\n', code: 0, signal: null });
  expect(await indexes()).toEqual(made);
  expect(await recorded()).toEqual([NAME]);
});

test('killed in between it leaves nothing, and the next run does all of it', async () => {
  const blocker = new pg.Client(url);
  await blocker.connect();
  await blocker.query('BEGIN; LOCK TABLE bookmarks IN ACCESS EXCLUSIVE MODE');
  const killed = startMigration();
  await expect.poll(() => waiting('relation')).toBe(1); // after 18 indexes
  killed.child.kill('SIGKILL');
  expect((await killed.ended).signal).toBe('SIGKILL');

  // PostgreSQL has not noticed yet: the killed run's connection still waits for the table, and holds what it has locked.
  const next = startMigration();
  await expect.poll(() => waiting('advisory')).toBe(1);
  expect(await indexes()).toEqual([]);
  await blocker.query('ROLLBACK');
  await blocker.end();
  expect(await next.ended).toEqual({ output: expect.stringContaining('migrated'), code: 0, signal: null });
  expect((await indexes()).length).toBe(22);
  expect(await recorded()).toEqual([NAME]);
});

test('a migration that fails changes nothing', async () => {
  await db.query(
    `INSERT INTO users VALUES ('a', 'student', 'same', 'A', 'x'), ('b', 'student', 'same', 'B', 'x')`,
  );
  await expect(migrate(db, platform.migrations!)).rejects.toThrow('could not create unique index');
  expect([await indexes(), await recorded()]).toEqual([[], []]);
});
