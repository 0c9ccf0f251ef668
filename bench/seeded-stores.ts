import { join } from 'node:path';
import { grantRows, issueSessions, seedPlatform } from '../seed/index.ts';
import type { Bench } from './benchmark.ts';

/** The documented size, the same data in every benchmark. */
const USERS = 30_000;
const RANDOM_SEED = 1;

/** Fills the stores of a benchmark and logs everyone in. @returns the path of its world.json */
export async function seedStores(
  { stores, folder }: Pick<Bench, 'stores' | 'folder'>,
  users = USERS,
): Promise<string> {
  const { databaseUrl, redisUrl } = stores;
  const manifest = await seedPlatform({
    platform: 'tvet-connect',
    databaseUrl,
    size: users,
    randomSeed: RANDOM_SEED,
  });
  await grantRows({ databaseUrl, role: stores.serverRole! });
  const worldFile = join(folder, 'world.json');
  await issueSessions({ databaseUrl, redisUrl, manifest, worldFile });
  return worldFile;
}
