import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BucketAlreadyOwnedByYou, CreateBucketCommand } from '@aws-sdk/client-s3';
import pg from 'pg';
import type { DatasetManifest } from '../harness/model/dataset.ts';
import { EXIT, ProofloadError } from '../harness/model/errors.ts';
import { type ObjectStoreAddress, objectStoreIn } from '../harness/model/object-store.ts';
import { runProgram } from '../harness/program/run-program.ts';
import { CORE_SCHEMA } from '../reference-server/core/core-schema.ts';
import { createS3Client } from '../reference-server/core/s3-client.ts';
import { grantRows, issueSessions, putFiles, seedPlatform } from '../seed/index.ts';

/**
 * The job "seed" of docker-compose.yml: fills the database and the object store, unless they already hold exactly this data set, and
 * issues every account a session. Every `docker compose up` runs it, so it must not lose what users have written since.
 */
/** The role with which the servers of docker-compose.yml log in. */
const SERVER_ROLE = 'server';
const WORLD_FOLDER = '/world';

await runProgram(async ({ env, stdout, signal }) => {
  signal.addEventListener('abort', () => process.exit(EXIT.interrupted)); // nothing here has to be stopped
  const required = (name: string) => {
    const value = env[name];
    if (value) return value;
    throw new ProofloadError('USAGE', `${name} is not set.`, 'docker-compose.yml sets it.');
  };
  const say = (line: string) => stdout.write(`${line}\n`);
  const databaseUrl = required('DATABASE_URL');
  const redisUrl = required('REDIS_URL');
  const platform = required('PLATFORM');
  const size = Number(required('DATASET_SIZE'));
  const randomSeed = Number(required('RANDOM_SEED'));
  const manifestFile = join(WORLD_FOLDER, 'dataset.json');
  const worldFile = join(WORLD_FOLDER, 'world.json');

  let manifest = await presentDataset(manifestFile, { databaseUrl, platform, size, randomSeed });
  if (manifest) {
    say(`the data set of size ${size} already exists`);
  } else {
    manifest = await seedPlatform({ platform, databaseUrl, size, randomSeed });
    await keepManifest(manifestFile, manifest, size);
    const rows = Object.values(manifest.rows).reduce((sum, count) => sum + count, 0);
    say(`${rows} rows, fingerprint ${manifest.fingerprint}`);
  }
  const store = objectStoreIn(env);
  if (store && !manifest.files) {
    await makeBucket(store);
    manifest = { ...manifest, files: await putFiles({ platform, store, size, randomSeed }) };
    await keepManifest(manifestFile, manifest, size);
    say(`${manifest.files!.count} files, fingerprint ${manifest.files!.fingerprint}`);
  }
  await grantRows({ databaseUrl, role: SERVER_ROLE });
  await rm(worldFile, { force: true });
  await issueSessions({ databaseUrl, redisUrl, manifest, worldFile });
  say('every account has a session');
  return EXIT.pass;
});

async function keepManifest(manifestFile: string, manifest: DatasetManifest, size: number): Promise<void> {
  await writeFile(manifestFile, `${JSON.stringify({ ...manifest, size })}\n`);
}

async function makeBucket(store: ObjectStoreAddress): Promise<void> {
  const client = createS3Client(store);
  try {
    await client.send(new CreateBucketCommand({ Bucket: store.bucket }));
  } catch (error) {
    if (!(error instanceof BucketAlreadyOwnedByYou)) throw error;
  } finally {
    client.destroy();
  }
}

type Wanted = { databaseUrl: string; platform: string; size: number; randomSeed: number };

/**
 * The data set of an earlier run, if it is the requested one and the database still holds it. The core's tables are created if they are
 * missing, because an older version of Proofload may have made the data set.
 */
async function presentDataset(
  manifestFile: string,
  { databaseUrl, platform, size, randomSeed }: Wanted,
): Promise<DatasetManifest | null> {
  const text = await readFile(manifestFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  const left = JSON.parse(text) as DatasetManifest & { size: number };
  if (left.platform !== platform || left.size !== size || left.randomSeed !== randomSeed) return null;
  const client = new pg.Client({ connectionString: databaseUrl });
  try {
    await client.connect();
    if ((await fingerprintIn(client)) !== left.fingerprint) return null;
    await client.query(await readFile(CORE_SCHEMA, 'utf8'));
    return left;
  } finally {
    await client.end();
  }
}

/** Appendix A of PostgreSQL's manual. */
const UNDEFINED_TABLE = '42P01';

async function fingerprintIn(client: pg.Client): Promise<string | null> {
  try {
    const { rows } = await client.query<{ fingerprint: string | null }>(
      'SELECT fingerprint FROM proofload_dataset',
    );
    return rows[0]?.fingerprint ?? null;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === UNDEFINED_TABLE) return null; // nothing was seeded here
    throw error;
  }
}
