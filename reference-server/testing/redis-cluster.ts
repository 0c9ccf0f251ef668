import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { startTestRedis, type TestStore } from './stores.ts';

const SLOTS = 16_384;

/** Redis nodes that share the hash slots between them. */
export async function startTestCluster(size: number): Promise<TestStore[]> {
  const flags = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000'];
  const nodes = await Promise.all(Array.from({ length: size }, () => startTestRedis(undefined, flags)));
  const clients = nodes.map(({ url }) => new Redis(url));
  for (const [index, client] of clients.entries()) {
    const from = Math.floor((index * SLOTS) / size);
    const to = Math.floor(((index + 1) * SLOTS) / size) - 1;
    await client.call('CLUSTER', 'ADDSLOTSRANGE', from, to);
    await client.call('CLUSTER', 'MEET', '127.0.0.1', nodes[0]!.port);
  }
  for (const client of clients) {
    while (!(await isWhole(client, size))) await sleep(50);
    client.disconnect();
  }
  return nodes;
}

async function isWhole(client: Redis, size: number): Promise<boolean> {
  const info = String(await client.call('CLUSTER', 'INFO'));
  return info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${size}`);
}
