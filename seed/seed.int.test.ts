import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyPassword } from '../reference-server/core/passwords.ts';
import { openTestDatabases, type TestDatabases } from '../reference-server/testing/databases.ts';
import { freePort } from '../reference-server/testing/stores.ts';
import { type SeedOptions, seedPlatform } from './index.ts';
import { onDatabase } from './testing/databases.ts';

let databases: TestDatabases;

beforeAll(async () => {
  databases = await openTestDatabases();
});

afterAll(() => databases?.drop());

function optionsFor(databaseUrl: string, more: Partial<SeedOptions> = {}): SeedOptions {
  return { platform: 'tvet-connect', databaseUrl, size: 100, randomSeed: 7, workers: 2, ...more };
}

const TABLES = {
  student_sync_status: 'id',
  lecturer_dashboard_content: 'id',
  attendance_sessions: 'id',
  online_classes: 'id',
  accounts: 'user_id',
};

async function checksums(databaseUrl: string): Promise<Record<string, string>> {
  return onDatabase(databaseUrl, async (client) => {
    const sums: Record<string, string> = {};
    for (const [table, key] of Object.entries(TABLES)) {
      const { rows } = await client.query(
        `SELECT count(*) || ' rows ' || md5(string_agg(t::text, chr(10) ORDER BY ${key})) AS sum FROM ${table} t`,
      );
      sums[table] = rows[0].sum;
    }
    return sums;
  });
}

describe('seedPlatform', () => {
  it('makes the same data set with 1, 2 and 3 workers, and a different one from another seed', async () => {
    const databaseUrl = await databases.create();
    const seen = [];
    for (const workers of [1, 2, 3]) {
      const manifest = await seedPlatform(optionsFor(databaseUrl, { size: 1_200, workers }));
      seen.push({ manifest, sums: await checksums(databaseUrl) });
    }
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).toEqual(seen[0]);

    const other = await seedPlatform(optionsFor(databaseUrl, { size: 1_200, randomSeed: 8 }));
    expect(other.fingerprint).not.toBe(seen[0]!.manifest.fingerprint);
    const otherSums = await checksums(databaseUrl);
    for (const [table, sum] of Object.entries(otherSums)) expect(sum).not.toBe(seen[0]!.sums[table]);
  });

  it('loads the rows of the manifest, with indexes, statistics and sequences in place', async () => {
    const databaseUrl = await databases.create();
    const steps = new Map<string, number>();
    const manifest = await seedPlatform(
      optionsFor(databaseUrl, {
        onProgress: ({ step, done, total }) => {
          expect(done).toBeGreaterThanOrEqual(steps.get(step) ?? 0);
          expect(done).toBeLessThanOrEqual(total);
          steps.set(step, done);
        },
      }),
    );
    expect([...steps.keys()]).toEqual(['schema', 'copy', 'indexes', 'analyze']);
    expect(manifest).toMatchObject({ platform: 'tvet-connect', randomSeed: 7, today: '2025-04-23' });
    expect(manifest.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    await onDatabase(databaseUrl, async (client) => {
      for (const [table, expected] of Object.entries(manifest.rows)) {
        const { rows } = await client.query(`SELECT count(*)::int AS count FROM ${table}`);
        expect({ table, count: rows[0].count }).toEqual({ table, count: expected });
      }
      const indexes = await client.query(`SELECT indexname FROM pg_indexes WHERE indexname LIKE 'idx\\_%'`);
      expect(indexes.rowCount).toBe(14);
      const unanalysed = await client.query(
        `SELECT relname FROM pg_stat_user_tables
         WHERE last_analyze IS NULL AND relname IN ('${Object.keys(TABLES).join("','")}')`,
      );
      expect(unanalysed.rows).toEqual([]);
      const owed = await client.query('SELECT count(*)::int AS count FROM owed_invalidations');
      expect(owed.rows).toEqual([{ count: 0 }]);
      const inserted = await client.query(
        `INSERT INTO student_sync_status (student_id) VALUES ('new') RETURNING id = 101 AS "isNext"`,
      );
      expect(inserted.rows).toEqual([{ isNext: true }]);
      await client.query(
        `INSERT INTO lecturer_dashboard_content (lecturer_id, content_type, content_data) VALUES ('new', 'x', '{}')`,
      );
    });
  });

  it('leaves the indexes out on request', async () => {
    const databaseUrl = await databases.create();
    await seedPlatform(optionsFor(databaseUrl, { size: 10, indexes: false }));
    const indexes = await onDatabase(databaseUrl, (client) =>
      client.query(`SELECT indexname FROM pg_indexes WHERE indexname LIKE 'idx\\_%'`),
    );
    expect(indexes.rows).toEqual([]);
  });

  it('hashes the shared password once, with a hash that verifies', async () => {
    const databaseUrl = await databases.create();
    await seedPlatform(optionsFor(databaseUrl, { size: 10 }));
    const { rows } = await onDatabase(databaseUrl, (client) =>
      client.query<{ password_hash: string }>('SELECT DISTINCT password_hash FROM accounts'),
    );
    expect(rows.length).toBe(1);
    expect(await verifyPassword('learn-build-repair', rows[0]!.password_hash)).toBe(true);
  });

  it('replaces its own data, even an unfinished data set, but never drops what it did not make', async () => {
    const databaseUrl = await databases.create();
    await onDatabase(databaseUrl, async (client) => {
      await client.query('CREATE TABLE payroll (id int); INSERT INTO payroll VALUES (1)');
      await expect(seedPlatform(optionsFor(databaseUrl))).rejects.toMatchObject({
        code: 'DATABASE_NOT_OURS',
        message: expect.stringContaining('payroll'),
      });
      const tables = await client.query(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`);
      expect(tables.rows).toEqual([{ tablename: 'payroll' }]);
      await client.query('DROP TABLE payroll; CREATE EXTENSION pg_stat_statements');
    });
    const first = await seedPlatform(optionsFor(databaseUrl, { size: 50 }));
    await onDatabase(databaseUrl, (client) =>
      client.query(
        'CREATE TABLE notes (id int); UPDATE proofload_dataset SET fingerprint = NULL; DELETE FROM accounts',
      ),
    );
    const again = await seedPlatform(optionsFor(databaseUrl, { size: 50 }));
    expect(again).toEqual(first);
    const notes = await onDatabase(databaseUrl, (client) => client.query('SELECT * FROM notes'));
    expect(notes.rowCount).toBe(0);
  });

  it('refuses a foreign table that has the name of one of ours', async () => {
    const databaseUrl = await databases.create();
    await onDatabase(databaseUrl, (client) => client.query('CREATE TABLE accounts (id int)'));
    await expect(seedPlatform(optionsFor(databaseUrl))).rejects.toMatchObject({ code: 'DATABASE_NOT_OURS' });
  });

  it('reports a full disk when a worker hits one, stops all workers, and can be run again', async () => {
    const databaseUrl = await databases.create();
    await onDatabase(databaseUrl, (client) =>
      client.query(`
        CREATE FUNCTION fill_disk() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
        CREATE FUNCTION plant() RETURNS event_trigger LANGUAGE plpgsql AS $$
          BEGIN
            IF EXISTS (SELECT FROM pg_event_trigger_ddl_commands() WHERE object_identity = 'public.online_classes') THEN
              CREATE TRIGGER fill BEFORE INSERT ON online_classes FOR EACH ROW EXECUTE FUNCTION fill_disk();
            END IF;
          END $$;
        CREATE EVENT TRIGGER plant ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION plant();`),
    );
    await expect(seedPlatform(optionsFor(databaseUrl))).rejects.toMatchObject({
      name: 'ProofloadError',
      code: 'DISK_FULL',
    });
    await onDatabase(databaseUrl, (client) => client.query('DROP EVENT TRIGGER plant'));
    const manifest = await seedPlatform(optionsFor(databaseUrl, { size: 20 }));
    expect(manifest.rows.student_sync_status).toBe(20);
  });

  it('reports when PostgreSQL goes away midway', async () => {
    const databaseUrl = await databases.create();
    const name = new URL(databaseUrl).pathname.slice(1);
    let killed: Promise<unknown> | undefined;
    const onProgress: NonNullable<SeedOptions['onProgress']> = ({ step }) => {
      if (step === 'copy') {
        killed ??= databases.query(
          'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1',
          [name],
        );
      }
    };
    await expect(seedPlatform(optionsFor(databaseUrl, { size: 5_000, onProgress }))).rejects.toMatchObject({
      code: 'DATABASE_UNREACHABLE',
    });
    await killed;
  });

  it.each(['copy', 'indexes'] as const)(
    'stops at once when interrupted in the step "%s", and leaves no connection',
    async (interruptedStep) => {
      const databaseUrl = await databases.create();
      const name = new URL(databaseUrl).pathname.slice(1);
      const interruption = new AbortController();
      const steps: string[] = [];
      const onProgress: NonNullable<SeedOptions['onProgress']> = ({ step }) => {
        steps.push(step);
        if (step === interruptedStep) interruption.abort('SIGINT');
      };
      const { signal } = interruption;
      const attempt = seedPlatform(optionsFor(databaseUrl, { size: 2_000, onProgress, signal }));
      await expect(attempt).rejects.toMatchObject({ code: 'INTERRUPTED', exitCode: 130 });
      expect(steps.at(-1)).toBe(interruptedStep);
      await expect
        .poll(
          async () => {
            const sql = 'SELECT FROM pg_stat_activity WHERE datname = $1';
            return (await databases.query(sql, [name])).rowCount;
          },
          { timeout: 30_000 },
        )
        .toBe(0);
      expect((await seedPlatform(optionsFor(databaseUrl, { size: 20 }))).rows.student_sync_status).toBe(20);
    },
  );

  it('names the host of a database that cannot be reached, but not the password', async () => {
    const port = await freePort();
    const attempt = seedPlatform(optionsFor(`postgres://someone:s3cret@127.0.0.1:${port}/db`));
    await expect(attempt).rejects.toMatchObject({
      code: 'DATABASE_UNREACHABLE',
      message: expect.stringContaining(`127.0.0.1:${port}`),
    });
    await expect(seedPlatform(optionsFor('postgres://someone:s3cret@127.0.0.1:x/db'))).rejects.toMatchObject({
      code: 'ADDRESS_INVALID',
    });
    for (const url of [
      `postgres://someone:s3cret@127.0.0.1:${port}/db`,
      'postgres://someone:s3cret@127.0.0.1:x/db',
    ]) {
      const error = await seedPlatform(optionsFor(url)).catch((caught) => caught);
      expect(`${error.message} ${error.hint}`).not.toContain('s3cret');
    }
  });

  describe('where a password is required', () => {
    let databaseUrl: URL;
    beforeAll(async () => {
      databaseUrl = new URL(await databases.create());
      await databases.query("CREATE ROLE careful LOGIN PASSWORD 's3cret'");
      const { rows } = await databases.query('SELECT current_setting($1) AS file', ['hba_file']);
      const file = rows[0].file as string;
      await writeFile(file, `host all careful all scram-sha-256\n${await readFile(file, 'utf8')}`);
      await databases.query('SELECT pg_reload_conf()');
    });
    const openSockets = () =>
      process.getActiveResourcesInfo().filter((resource) => resource === 'TCPSocketWrap').length;

    it.each([
      ['careful', 'DATABASE_UNREACHABLE', /asks for a password, and the URL has none/],
      ['careful:wrong', 'DATABASE_UNREACHABLE', /password authentication failed/],
      ['careful:s3cret', 'DATABASE_NOT_WRITABLE', /permission denied for schema public/],
    ])('reports at once what is wrong with %s, and closes the connection', async (user, code, message) => {
      const before = openSockets();
      const url = databaseUrl.href.replace(/\/\/[^@]*@/, `//${user}@`);
      const error = await seedPlatform(optionsFor(url)).catch((caught) => caught);
      expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
      expect(error.message + error.hint).not.toContain('s3cret');
      await expect.poll(openSockets).toBe(before);
    });

    it('reports that a server takes no writes', async () => {
      const readOnly = await databases.create();
      await databases.query(
        `ALTER DATABASE ${new URL(readOnly).pathname.slice(1)} SET default_transaction_read_only = on`,
      );
      await expect(seedPlatform(optionsFor(readOnly))).rejects.toMatchObject({
        code: 'DATABASE_NOT_WRITABLE',
        message: expect.stringMatching(/read-only transaction/),
      });
    });
  });

  it.each([-5, 0, 1.5, Number.NaN, 1e9])('refuses the size %d', async (size) => {
    await expect(seedPlatform(optionsFor('postgres://127.0.0.1/none', { size }))).rejects.toMatchObject({
      code: 'INVALID_OPTION',
    });
  });

  it.each(['constructor', 'generate', '../seed/tvet-connect', '/nowhere'])(
    'refuses the platform %s',
    async (platform) => {
      await expect(seedPlatform(optionsFor('postgres://127.0.0.1/none', { platform }))).rejects.toMatchObject(
        { code: 'UNKNOWN_PLATFORM' },
      );
    },
  );
});
