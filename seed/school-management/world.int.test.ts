import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestDatabases, type TestDatabases } from '../../reference-server/testing/databases.ts';
import { startTestRedis, type TestStore } from '../../reference-server/testing/stores.ts';
import type { World } from '../../scenarios/school-management/world.ts';
import { issueSessions, seedPlatform } from '../index.ts';
import { onDatabase } from '../testing/databases.ts';

let databases: TestDatabases;
let redis: TestStore;
let folder: string;

beforeAll(async () => {
  [databases, redis] = await Promise.all([openTestDatabases(), startTestRedis()]);
  folder = await mkdtemp(join(tmpdir(), 'school-world-'));
});

afterAll(() => Promise.all([databases?.drop(), redis?.stop(), rm(folder, { recursive: true, force: true })]));

it('names only files whose download can be checked, also after a load that uploaded others', async () => {
  const databaseUrl = await databases.create();
  const platform = 'school-management';
  const manifest = await seedPlatform({ platform, databaseUrl, size: 1_000, randomSeed: 7, workers: 1 });
  const filesInWorld = async () => {
    const worldFile = join(await mkdtemp(join(folder, 'run-')), 'world.json');
    await issueSessions({ databaseUrl, redisUrl: redis.url, manifest, worldFile });
    const { schools, classes }: World = JSON.parse(await readFile(worldFile, 'utf8'));
    return { large: schools.map((school) => school.largeFileId), small: classes.map((each) => each.fileIds) };
  };
  const before = await filesInWorld();
  expect(before.large[0]).toMatch(/^f-/);

  // Ids in front of all others: in parts, pending, and both large and small.
  await onDatabase(databaseUrl, (client) =>
    client.query(
      `INSERT INTO files (id, school_id, class_id, owner_id, key, name, content_type, size_bytes, sha256, is_complete)
       SELECT '0-' || place, school_id, class_id, owner_id, key || place, name, content_type, bytes, checksum, complete
       FROM (SELECT * FROM files WHERE id = $1) AS given,
         (VALUES (1, 10000000, repeat('a', 64) || '-2', true), (2, 10000000, repeat('b', 64), false),
                 (3, 1000, repeat('c', 64) || '-2', true), (4, 1000, repeat('d', 64), false))
         AS added (place, bytes, checksum, complete)`,
      [before.large[0]],
    ),
  );
  expect(await filesInWorld()).toEqual(before);
});
