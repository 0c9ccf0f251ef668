import type { Part } from '../part.ts';
import { LOOPBACK } from '../supervision/ports.ts';
import { withRedis } from './redis-connection.ts';

const SLOTS = 16_384;

/** A running node that does not know the others yet. */
export type LoneNode = { part: Part; url: string; port: number; clusterPort: number };

/** The hash slots of each of `nodes`: as even as possible, in order, each range with both of its ends. */
export function slotRanges(nodes: number): [first: number, last: number][] {
  return Array.from({ length: nodes }, (_, index) => [
    Math.ceil((SLOTS * index) / nodes),
    Math.ceil((SLOTS * (index + 1)) / nodes) - 1,
  ]);
}

/**
 * Makes one cluster of nodes that are all masters, and waits until each of them reports that all slots are served.
 * @throws ProofloadError PART_NOT_READY
 */
export async function formCluster(nodes: LoneNode[]): Promise<void> {
  const ranges = slotRanges(nodes.length);
  await Promise.all(
    nodes.map(({ url }, index) =>
      withRedis(url, async (redis) => {
        await redis.call('CLUSTER', 'ADDSLOTSRANGE', ...ranges[index]!);
        // Each node gets its own epoch, so that they need not settle their order first.
        await redis.call('CLUSTER', 'SET-CONFIG-EPOCH', index + 1);
      }),
    ),
  );
  const [first, ...others] = nodes;
  await withRedis(first!.url, async (redis) => {
    for (const { port, clusterPort } of others)
      await redis.call('CLUSTER', 'MEET', LOOPBACK, port, clusterPort);
  });
  await Promise.all(nodes.map(({ part, url }) => part.untilReady(() => servesAllSlots(url, nodes.length))));
}

async function servesAllSlots(url: string, nodes: number): Promise<boolean> {
  const info = await withRedis(url, async (redis) => String(await redis.call('CLUSTER', 'INFO')));
  const lines = new Set(info.split(/\r?\n/));
  const missing = [`cluster_state:ok`, `cluster_slots_ok:${SLOTS}`, `cluster_size:${nodes}`].find(
    (line) => !lines.has(line),
  );
  if (missing !== undefined) throw new Error(`CLUSTER INFO does not report ${missing} yet`);
  return true;
}
