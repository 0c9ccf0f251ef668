import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkAcknowledgements, rehearseChecks } from '../../harness/telemetry/acknowledgements.ts';
import { openTestDatabases, type TestDatabases } from '../../reference-server/testing/databases.ts';
import { createTestWorld, type TestWorld } from '../../reference-server/ultudy/testing/world.ts';
import { dataChecks } from './data-checks.ts';

let databases: TestDatabases;
let databaseUrl: string;
let world: TestWorld;
let k6Folder: string;

beforeAll(async () => {
  databases = await openTestDatabases();
  databaseUrl = await databases.create();
  world = await createTestWorld(databaseUrl, false); // so that a row can be there twice
  k6Folder = await mkdtemp(join(tmpdir(), 'proofload-acks-'));
});
afterAll(async () => {
  await world?.close();
  await databases?.drop();
  await rm(k6Folder, { recursive: true });
});

/** Acknowledged writes of a kind, as k6 reports them: the object is a number, because the values of a student are. */
async function check(kind: string, lines: { subject: string; object: number; page?: number }[]) {
  const text = lines.map((line) => `${JSON.stringify({ kind, ...line })}\n`).join('');
  await writeFile(join(k6Folder, 'acks-k6.ndjson'), text);
  const results = await checkAcknowledgements({ databaseUrl, k6Folder, checks: dataChecks });
  return results.filter(({ acknowledged }) => acknowledged > 0);
}

test('count nothing where nothing was acknowledged', () => rehearseChecks(databaseUrl, dataChecks));

test('progress is lost if its row is missing, or has not come as far', async () => {
  await world.db.query(
    `INSERT INTO study_progress (user_id, material_id, course_id, page, furthest_page) VALUES
       ('ada', 1, 1, 2, 4), ('ben', 1, 1, 1, 1), ('ben', 2, 1, 1, 3), ('ben', 2, 1, 2, 2)`,
  );
  const found = await check('progress', [
    { subject: 'ada', object: 1, page: 3 },
    { subject: 'ada', object: 1, page: 4 },
    { subject: 'ada', object: 1, page: 5 },
    { subject: 'ada', object: 2, page: 1 },
    { subject: 'cleo', object: 1, page: 1 },
    { subject: 'ben', object: 1, page: 1 },
    { subject: 'ben', object: 2, page: 2 },
  ]);
  expect(found).toEqual([{ name: 'progress', acknowledged: 7, lost: 3, duplicated: 1, found: 4 }]);
});

test('an enrolment is lost or doubled', async () => {
  await world.db.query(`INSERT INTO enrolments (user_id, course_id) VALUES ('ben', 2), ('ben', 2)`);
  const found = await check('enrolment', [
    { subject: 'ada', object: 1 },
    { subject: 'ada', object: 2 },
    { subject: 'ben', object: 2 },
  ]);
  expect(found).toEqual([{ name: 'enrolments', acknowledged: 3, lost: 1, duplicated: 1, found: 2 }]);
});

test('a bookmark is lost if only another page is marked', async () => {
  await world.db.query(
    `INSERT INTO bookmarks (user_id, material_id, page, note) VALUES ('ada', 1, 2, 'x'), ('ada', 1, 3, 'x')`,
  );
  const found = await check('bookmark', [
    { subject: 'ada', object: 1, page: 2 },
    { subject: 'ada', object: 1, page: 4 },
  ]);
  expect(found).toEqual([{ name: 'bookmarks', acknowledged: 2, lost: 1, duplicated: 0, found: 1 }]);
});
