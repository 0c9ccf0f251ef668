import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DataCheckQuery } from '../model/data-check.ts';
import { DOCUMENTED_TOPOLOGY } from '../model/testing/documented-topology.ts';
import { findPrograms } from '../system/programs/programs.ts';
import { type Stores, startStores } from '../system/stores.ts';
import { type Fixture, startFixture } from '../system/testing/fixture.ts';
import { checkAcknowledgements, rehearseChecks } from './acknowledgements.ts';

const CHECK: DataCheckQuery = {
  name: 'check-ins are kept',
  kind: 'check-in',
  sql: `
    WITH kept AS (SELECT student, session, count(*) AS times FROM attendance GROUP BY 1, 2)
    SELECT count(*) FILTER (WHERE times IS NULL) AS lost, count(*) FILTER (WHERE times > 1) AS duplicated,
      count(times) AS found
    FROM acknowledged LEFT JOIN kept ON student = subject AND session = object`,
};

let fixture: Fixture;
let stores: Stores;
let client: pg.Client;
let k6Folder: string;

beforeAll(async () => {
  fixture = await startFixture();
  stores = await startStores({
    folder: fixture.folder,
    supervisor: fixture.supervisor,
    programs: await findPrograms(process.env),
    topology: DOCUMENTED_TOPOLOGY,
  });
  client = new pg.Client({ connectionString: stores.databaseUrl });
  await client.connect();
  await client.query('CREATE TABLE attendance (student text, session text)');
});
afterAll(async () => {
  await client.end();
  await fixture.end();
});

beforeEach(async () => {
  await client.query('TRUNCATE attendance');
  k6Folder = await mkdtemp(join(tmpdir(), 'proofload-acks-'));
  return () => rm(k6Folder, { recursive: true });
});

const log = (name: string, text: string) => writeFile(join(k6Folder, name), text);
const ack = (kind: string, subject: string, object: string, more = {}) =>
  `${JSON.stringify({ kind, object, subject, ...more })}\n`;
const keep = (...pairs: [string, string][]) =>
  client.query('INSERT INTO attendance SELECT * FROM unnest($1::text[], $2::text[])', [
    pairs.map(([student]) => student),
    pairs.map(([, session]) => session),
  ]);
const check = (...checks: DataCheckQuery[]) =>
  checkAcknowledgements({ databaseUrl: stores.databaseUrl, k6Folder, checks });

describe('checkAcknowledgements', () => {
  it('finds what was lost and what was kept twice', async () => {
    await log('acks-open-k6-1.ndjson', ['s1', 's2', 's3'].map((who) => ack('check-in', who, 'a')).join(''));
    await log('acks-closed-k6-1.ndjson', ack('check-in', 's1', 'b'));
    await keep(['s1', 'a'], ['s2', 'a'], ['s2', 'a'], ['s1', 'b'], ['unasked', 'a']);
    expect(await check(CHECK)).toEqual([
      { name: 'check-ins are kept', acknowledged: 4, found: 3, lost: 1, duplicated: 1 },
    ]);
  });

  it('counts a write that was acknowledged twice only once', async () => {
    await log('acks-open-k6-1.ndjson', ack('check-in', 's1', 'a').repeat(2));
    await log('acks-closed-k6-1.ndjson', ack('check-in', 's1', 'a'));
    await keep(['s1', 'a']);
    expect(await check(CHECK)).toMatchObject([{ acknowledged: 1, found: 1, lost: 0, duplicated: 0 }]);
  });

  it('gives each check only its own kind', async () => {
    await log(
      'acks-open-k6-1.ndjson',
      ack('check-in', 's1', 'a') + ack('join', 's2', 'c') + ack('join', 's3', 'c'),
    );
    await keep(['s1', 'a'], ['s2', 'c']);
    expect(await check(CHECK, { ...CHECK, name: 'joins are kept', kind: 'join' })).toEqual([
      { name: 'check-ins are kept', acknowledged: 1, found: 1, lost: 0, duplicated: 0 },
      { name: 'joins are kept', acknowledged: 2, found: 1, lost: 1, duplicated: 0 },
    ]);
  });

  it('skips lines that a full disk has spoilt, and an incomplete last line', async () => {
    const lines = [
      'hello',
      '',
      '{"kind":"check-in","object":"a","sub{"kind":"check-in","object":"a","subject":"s9"}',
      ack('check-in', 's1', 'a').trim(),
      '{"kind":"check-in","object":"ab","subj',
    ];
    await log('acks-open-k6-1.ndjson', lines.join('\n'));
    await log('open-k6-1.ndjson', ack('check-in', 's7', 'a'));
    await keep(['s1', 'a']);
    expect(await check(CHECK)).toMatchObject([{ acknowledged: 1, lost: 0 }]);
  });

  it('accepts ids with characters that are special in COPY or SQL', async () => {
    const ids: [string, string][] = [
      ['a\\nb', "x'y"],
      ['\\.', '\\N'],
      ['"é"', '--'],
      ['a b\t\r\nc', ''],
    ];
    await log(
      'acks-open-k6-1.ndjson',
      ids.map(([student, session]) => ack('check-in', student, session)).join(''),
    );
    await keep(...ids);
    expect(await check(CHECK)).toMatchObject([{ acknowledged: 4, found: 4, lost: 0 }]);
  });

  it('gives a check the other recorded fields too', async () => {
    await log('acks-open-k6-1.ndjson', ack('check-in', 's1', 'a', { at: 'noon' }));
    const sql =
      "SELECT 0 AS lost, 0 AS duplicated, count(*) AS found FROM acknowledged WHERE detail->>'at' = 'noon'";
    expect(await check({ ...CHECK, sql })).toMatchObject([{ acknowledged: 1, found: 1 }]);
  });

  it('is all zero when nothing was acknowledged', async () => {
    expect(await check(CHECK)).toMatchObject([{ acknowledged: 0, found: 0, lost: 0, duplicated: 0 }]);
  });

  it('handles a hundred thousand at once', async () => {
    const pairs = Array.from({ length: 100_000 }, (_, i): [string, string] => [
      `student-${i}`,
      `session-${i % 100}`,
    ]);
    await mkdir(k6Folder, { recursive: true });
    await log(
      'acks-open-k6-1.ndjson',
      pairs.map(([student, session]) => ack('check-in', student, session)).join(''),
    );
    await keep(...pairs.slice(1));
    expect(await check(CHECK)).toMatchObject([
      { acknowledged: 100_000, found: 99_999, lost: 1, duplicated: 0 },
    ]);
  });

  it.each([
    ['SELECT 1 AS lost', 'returned no valid count in its column "found"'],
    ['SELECT 0 AS lost, 0 AS duplicated, -1 AS found', 'returned no valid count in its column "found"'],
    ['SELECT 0 AS lost, 0 AS duplicated, 0 AS found FROM generate_series(1, 2)', 'returned 2 rows, not one'],
    ['SELECT lost FROM attendance', 'is refused by PostgreSQL: column "lost" does not exist'],
  ])('refuses a check that cannot work: %s', async (sql, message) => {
    const refused = {
      code: 'PLATFORM_SQL_INVALID',
      message: `The data check "check-ins are kept" ${message}.`,
    };
    await expect(check({ ...CHECK, sql })).rejects.toMatchObject(refused);
    await expect(rehearseChecks(stores.databaseUrl, [{ ...CHECK, sql }])).rejects.toMatchObject(refused);
  });

  it('leaves nothing in the database', async () => {
    await log('acks-open-k6-1.ndjson', ack('check-in', 's1', 'a'));
    await check(CHECK);
    const { rows } = await client.query(
      "SELECT tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
    );
    expect(rows).toEqual([{ tablename: 'attendance' }]);
  });
});

describe('rehearseChecks', () => {
  it('accepts a check that works', async () => {
    await keep(['s1', 'a']);
    await rehearseChecks(stores.databaseUrl, [CHECK]);
  });

  it('refuses a check that finds writes although none was acknowledged', async () => {
    await keep(['s1', 'a']);
    const sql = 'SELECT 0 AS lost, 0 AS duplicated, count(*) AS found FROM attendance';
    await expect(rehearseChecks(stores.databaseUrl, [{ ...CHECK, sql }])).rejects.toMatchObject({
      message: 'The data check "check-ins are kept" counts writes although none was acknowledged.',
    });
  });
});
