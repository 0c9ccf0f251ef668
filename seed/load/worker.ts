import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { loadSeed } from '../load-seed.ts';
import type { TablePlan } from '../plan.ts';
import { chunksOf } from './chunks.ts';
import { copyStatement } from './copy-statement.ts';
import { openClient } from './database.ts';
import type { BlockDone, CopyJob } from './workers.ts';

/**
 * Fills tables over its own connection, in one transaction. Blocks are claimed one by one from counters shared
 * with the other workers, so that all finish at about the same time. Workers start with different tables, which keeps them
 * apart as long as there is enough work.
 */
const job = workerData as CopyJob;
const plan = (await loadSeed(job.platform)).plan(job.parameters);
const claimed = new Int32Array(job.claimedBlocks);

const client = openClient(job.databaseUrl);
try {
  await client.connect();
  await client.query('BEGIN');
  for (const index of plan.tables.keys()) {
    const table = (index + job.firstTable) % plan.tables.length;
    await copyTable(client, plan.tables[table]!, table);
  }
  await client.query('COMMIT');
} finally {
  await client.end();
}

async function copyTable(connection: pg.Client, table: TablePlan, index: number): Promise<void> {
  const first = Atomics.add(claimed, index, 1);
  if (first >= table.blocks) return;
  await pipeline(claimedChunks(table, index, first), connection.query(copyFrom(copyStatement(table))));
}

function* claimedChunks(table: TablePlan, index: number, first: number): Generator<Buffer> {
  for (let block = first; block < table.blocks; block = Atomics.add(claimed, index, 1)) {
    const hash = createHash('sha256');
    let rows = 0;
    let bytes = 0;
    const lines = counted(table.rows(block), () => {
      rows += 1;
    });
    for (const chunk of chunksOf(lines)) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
    const done: BlockDone = { table: index, block, rows, bytes, hash: hash.digest('hex') };
    parentPort!.postMessage(done);
  }
}

function* counted(lines: Iterable<string>, onLine: () => void): Generator<string> {
  for (const line of lines) {
    onLine();
    yield line;
  }
}
