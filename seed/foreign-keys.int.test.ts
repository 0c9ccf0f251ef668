import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
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
