import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabases, type TestDatabases } from '../reference-server/testing/databases.ts';
import { seedPlatform } from './index.ts';
import { onDatabase } from './testing/databases.ts';

let databases: TestDatabases;

beforeAll(async () => {
  databases = await openTestDatabases();
});

afterAll(() => databases?.drop());

it('fills tables that reference each other, keeps their foreign keys, and can replace them', async () => {
  const databaseUrl = await databases.create();
  const platform = join(import.meta.dirname, 'testing', 'references');
  for (const size of [300, 500]) {
    const { rows } = await seedPlatform({ platform, databaseUrl, size, randomSeed: 7, workers: 2 });
    expect(rows).toEqual({ branches: size, trees: size });
  }
  await onDatabase(databaseUrl, async (client) => {
    await expect(client.query('INSERT INTO branches VALUES (0, 501)')).rejects.toMatchObject({
      constraint: 'of a tree',
    });
    await expect(client.query('UPDATE trees SET branch_id = 501')).rejects.toMatchObject({
      constraint: 'trees_branch_id_fkey',
    });
  });
});

describe('what PostgreSQL refuses is the fault of the platform, and says where', () => {
  const references = join(import.meta.dirname, 'testing', 'references');
  let platform: string;

  beforeAll(async () => {
    platform = await mkdtemp(join(tmpdir(), 'proofload-broken-seed-'));
    await cp(references, platform, { recursive: true });
  });
  afterAll(() => rm(platform, { recursive: true }));

  it.each([
    [
      'SQL that is wrong',
      'CREATE TABL trees ();',
      /refuses SQL or rows of the platform's seed: syntax error at or near "TABL"\.$/,
    ],
    [
      'a row of the wrong type',
      'CREATE TABLE trees (id uuid, branch_id int); CREATE TABLE branches (id int, tree_id int);',
      /: invalid input syntax for type uuid: "\d+"; COPY trees, line \d+, column id: "\d+"\.$/,
    ],
    [
      'a row that nothing references',
      'CREATE TABLE trees (id int PRIMARY KEY, branch_id int); CREATE TABLE branches (id int, tree_id int REFERENCES trees CHECK (tree_id > 1));',
      /: new row for relation "branches" violates check constraint .*; Failing row contains \(\d+, 1\)\.$/,
    ],
  ])('%s', async (_what, schema, message) => {
    await writeFile(join(platform, 'schema.sql'), schema);
    await writeFile(
      join(platform, 'index.ts'),
      `import { seed as right } from ${JSON.stringify(join(references, 'index.ts'))};
       export const seed = {
         plan: (given) => ({ ...right.plan(given), schemaFiles: [new URL('schema.sql', import.meta.url)] }),
       };`,
    );
    const databaseUrl = await databases.create();
    const seeding = seedPlatform({ platform, databaseUrl, size: 300, randomSeed: 7, workers: 2 });
    await expect(seeding).rejects.toMatchObject({
      code: 'PLATFORM_SQL_INVALID',
      exitCode: 2,
      message: expect.stringMatching(message),
    });
  });
});
