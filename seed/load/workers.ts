import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { SeedParameters, SeedPlan } from '../plan.ts';

/** What a worker is started with. */
export type CopyJob = {
  databaseUrl: string;
  /** its name, or the folder of its seed */
  platform: string;
  parameters: SeedParameters;
  /** one Int32 per table: how many of its blocks are claimed */
  claimedBlocks: SharedArrayBuffer;
  /** index of the table to begin with */
  firstTable: number;
};

/** What a worker reports after each block. */
export type BlockDone = { table: number; block: number; rows: number; bytes: number; hash: string };

export type Copied = { fingerprint: string; rows: Record<string, number>; bytes: number };

/**
 * Makes all rows of a plan and streams them into the database by COPY, from `workers` threads.
 * `fingerprint` is the SHA-256 over the SHA-256 of every block, in the order of tables and blocks.
 */
export async function copyTables(options: {
  platform: string;
  plan: SeedPlan;
  parameters: SeedParameters;
  databaseUrl: string;
  workers: number;
  onProgress: (done: number, total: number) => void;
  /** stops the threads early, which closes their connections */
  signal?: AbortSignal | undefined;
}): Promise<Copied> {
  const { platform, plan, parameters, databaseUrl, onProgress, signal } = options;
  const totalBlocks = plan.tables.reduce((sum, table) => sum + table.blocks, 0);
  const hashes = plan.tables.map((table) => Array<string>(table.blocks));
  const rows = Object.fromEntries(plan.tables.map((table) => [table.name, 0]));
  let bytes = 0;
  let doneBlocks = 0;
  const onBlock = (done: BlockDone) => {
    hashes[done.table]![done.block] = done.hash;
    rows[plan.tables[done.table]!.name]! += done.rows;
    bytes += done.bytes;
    doneBlocks += 1;
    onProgress(doneBlocks, totalBlocks);
  };

  const claimedBlocks = new SharedArrayBuffer(plan.tables.length * Int32Array.BYTES_PER_ELEMENT);
  const threads = Array.from({ length: options.workers }, (_, number) => {
    const firstTable = Math.floor((number * plan.tables.length) / options.workers);
    const job: CopyJob = { databaseUrl, platform, parameters, claimedBlocks, firstTable };
    return new Worker(new URL(`worker${extname(import.meta.filename)}`, import.meta.url), { workerData: job })
      .on('message', onBlock)
      .on('error', () => {}); // `once` below rejects with it; after an abort it does not matter
  });
  try {
    await Promise.all(threads.map((thread) => once(thread, 'exit', { signal })));
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
  if (doneBlocks !== totalBlocks) throw new Error(`${doneBlocks} of ${totalBlocks} blocks were seeded`);
  return { fingerprint: fingerprintOf(plan, hashes), rows, bytes };
}

function fingerprintOf(plan: SeedPlan, hashes: string[][]): string {
  const whole = createHash('sha256');
  for (const [index, table] of plan.tables.entries()) {
    for (const [block, hash] of hashes[index]!.entries()) whole.update(`${table.name} ${block} ${hash}\n`);
  }
  return whole.digest('hex');
}
