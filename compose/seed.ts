import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { DatasetManifest } from '../harness/model/dataset.ts';
import { CORE_SCHEMA } from '../reference-server/core/core-schema.ts';
import { issueSessions, seedPlatform } from '../seed/index.ts';

/**
 * The job "seed" of docker-compose.yml: fills the database, unless it holds this very data set, and issues a session to
 * everyone. `docker compose up` runs it each time, so it must cost nobody what they did since.
 */
const PLATFORM = 'tvet-connect';
const WORLD_FOLDER = '/world';

const databaseUrl = required('DATABASE_URL');
const redisUrl = required('REDIS_URL');
const users = Number(required('USERS'));
const randomSeed = Number(required('RANDOM_SEED'));
const manifestFile = join(WORLD_FOLDER, 'dataset.json');
const worldFile = join(WORLD_FOLDER, 'world.json');

let manifest = await presentDataset();
if (manifest) {
  say(`the data set for ${users} users is there already`);
} else {
  manifest = await seedPlatform({ platform: PLATFORM, databaseUrl, users, randomSeed });
  await writeFile(manifestFile, `${JSON.stringify({ ...manifest, users })}\n`);
  const rows = Object.values(manifest.rows).reduce((sum, count) => sum + count, 0);
  say(`${rows} rows for ${users} users, fingerprint ${manifest.fingerprint}`);
}
await rm(worldFile, { force: true });
await issueSessions({ databaseUrl, redisUrl, manifest, worldFile });
say('everyone has a session');

/**
 * The data set that an earlier run left, when it is the one that is asked for and the database still holds it. An older version may
 * have made it, before the core had tables.
 */
async function presentDataset(): Promise<DatasetManifest | null> {
  const text = await readFile(manifestFile, 'utf8').catch(() => null);
  if (text === null) return null;
  const left = JSON.parse(text) as DatasetManifest & { users: number };
  if (left.users !== users || left.randomSeed !== randomSeed) return null;
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    if ((await fingerprintIn(client)) !== left.fingerprint) return null;
    await client.query(await readFile(CORE_SCHEMA, 'utf8'));
    return left;
  } finally {
    await client.end();
  }
}

async function fingerprintIn(client: pg.Client): Promise<string | null> {
  try {
    const { rows } = await client.query<{ fingerprint: string | null }>(
      'SELECT fingerprint FROM proofload_dataset',
    );
    return rows[0]?.fingerprint ?? null;
  } catch {
    return null; // nothing was seeded here
  }
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
