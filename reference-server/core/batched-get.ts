import { Cluster } from 'ioredis';
import type { RedisStore } from './redis.ts';

type Waiting = { key: string; resolve: (value: Buffer | null) => void; reject: (error: unknown) => void };

/**
 * GET, with all keys requested in one turn of the event loop sent as one MGET: many requests share the client's cost of a command
 * (docs/adr/0012). The keys of an MGET must be on one node, so a cluster gets a GET for each key, pipelined by node.
 */
export function createBatchedGet({ client }: RedisStore): (key: string) => Promise<Buffer | null> {
  if (client instanceof Cluster) return (key) => client.getBuffer(key);

  let waiting: Waiting[] = [];
  async function send(): Promise<void> {
    const batch = waiting;
    waiting = [];
    try {
      const values = await client.mgetBuffer(batch.map(({ key }) => key));
      for (const [index, { resolve }] of batch.entries()) resolve(values[index] ?? null);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  return (key) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(send);
      waiting.push({ key, resolve, reject });
    });
}
