import { chmod, mkdtemp, open, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { chunksOf } from '../seed/load/chunks.ts';
import { connectDatabase } from '../seed/load/database.ts';
import { createTables } from '../seed/load/tables.ts';
import { copyTables } from '../seed/load/workers.ts';
import { loadSeed } from '../seed/load-seed.ts';
import { seedParameters } from '../seed/parameters.ts';
import type { SeedParameters, SeedPlan } from '../seed/plan.ts';
import type { Bench, Benchmark } from './benchmark.ts';

/**
 * Seeding against PostgreSQL's own COPY of the same bytes. Both fill the same empty tables, with their primary keys but without
 * the document's indexes, and end when the last row is committed. A checkpoint before each keeps one from paying for the other's
 * dirty pages. The baseline reads its rows from files on the server's disk, which are already in memory, and loads them table by table
 * in one session. Ours also generates the rows, hashes them, and starts its threads, all within the measured time.
 */
export const seeding: Benchmark<SeedingContext> = {
  name: 'seeding',
  description: 'making and loading the data set, against COPY of the same bytes from files',
  unit: 'MB/s',
  /** smallest acceptable ours / baseline */
  goal: 0.6,
  setUp,
  ours,
  baseline,
  tearDown,
};

const PLATFORM = 'tvet-connect';
const SIZE = 30_000;
const RANDOM_SEED = 1;

export type SeedingContext = {
  client: pg.Client;
  databaseUrl: string;
  rowsFolder: string;
  plan: SeedPlan;
  parameters: SeedParameters;
  bytes: number;
};

async function setUp({ stores, folder }: Bench): Promise<SeedingContext> {
  const { databaseUrl } = stores;
  const parameters = await seedParameters(SIZE, RANDOM_SEED);
  const plan = (await loadSeed(PLATFORM)).plan(parameters);
  const rowsFolder = await mkdtemp(join(folder, 'rows-'));
  // PostgreSQL reads the files as another user, who needs to pass through the outer folder and read the inner one.
  await chmod(folder, 0o711);
  await chmod(rowsFolder, 0o755);
  const client = await connectDatabase(databaseUrl);
  const context = { client, databaseUrl, rowsFolder, plan, parameters, bytes: 0 };
  for (const table of plan.tables) context.bytes += await writeTable(context, table);
  return context;
}

async function writeTable(context: SeedingContext, table: SeedPlan['tables'][number]): Promise<number> {
  const file = await open(fileOf(context, table.name), 'w', 0o644);
  let bytes = 0;
  for (let block = 0; block < table.blocks; block += 1) {
    for (const chunk of chunksOf(table.rows(block))) {
      await file.write(chunk);
      bytes += chunk.length;
    }
  }
  await file.close();
  return bytes;
}

/** Both return megabytes a second. */
async function ours(context: SeedingContext): Promise<number> {
  const { plan, parameters, databaseUrl } = context;
  return await rateOf(context, async () => {
    await copyTables({
      platform: PLATFORM,
      plan,
      parameters,
      databaseUrl,
      workers: availableParallelism(),
      onProgress: () => {},
    });
  });
}

async function baseline(context: SeedingContext): Promise<number> {
  const { client, plan } = context;
  return await rateOf(context, async () => {
    await client.query('BEGIN');
    for (const { name, columns } of plan.tables) {
      const file = client.escapeLiteral(fileOf(context, name));
      await client.query(`COPY ${name} (${columns.join(', ')}) FROM ${file}`);
    }
    await client.query('COMMIT');
  });
}

async function rateOf(context: SeedingContext, load: () => Promise<void>): Promise<number> {
  await createTables(context.client, context.plan);
  await context.client.query('CHECKPOINT');
  const startMs = performance.now();
  await load();
  const seconds = (performance.now() - startMs) / 1_000;
  return context.bytes / 1e6 / seconds;
}

async function tearDown({ client, rowsFolder }: SeedingContext): Promise<void> {
  await client.end();
  await rm(rowsFolder, { recursive: true, force: true });
}

function fileOf({ rowsFolder }: SeedingContext, table: string): string {
  return join(rowsFolder, `${table}.copy`);
}
