import { describe, expect, it } from 'vitest';
import { cacheSecond, parseInfo } from './redis.ts';

function info(values: Record<string, string | number>) {
  const all = {
    run_id: 'a',
    connected_clients: 4,
    used_memory: 1000,
    total_commands_processed: 100,
    keyspace_hits: 10,
    keyspace_misses: 5,
    evicted_keys: 0,
    ...values,
  };
  const lines = Object.entries(all).map(([field, value]) => `${field}:${value}`);
  return parseInfo(`# Server\r\n${lines.join('\r\n')}\r\n\r\n# Keyspace\r\ndb0:keys=1,expires=0\r\n`);
}

describe('cacheSecond', () => {
  it('is what has grown, without our own INFO and connection', () => {
    const now = info({
      total_commands_processed: 151,
      keyspace_hits: 40,
      keyspace_misses: 6,
      evicted_keys: 2,
    });
    expect(cacheSecond(info({}), now)).toEqual({
      commands: 50,
      keyspaceHits: 30,
      keyspaceMisses: 1,
      evictedKeys: 2,
      usedMemoryBytes: 1000,
      connectedClients: 3,
    });
  });

  it('counts from zero after a restart', () => {
    const now = info({ run_id: 'b', total_commands_processed: 200, keyspace_hits: 12, keyspace_misses: 1 });
    expect(cacheSecond(info({}), now)).toMatchObject({ commands: 199, keyspaceHits: 12, keyspaceMisses: 1 });
  });

  it('refuses an INFO without its numbers', () => {
    expect(() => cacheSecond(info({}), parseInfo('run_id:a\r\n'))).toThrow('total_commands_processed');
  });
});
