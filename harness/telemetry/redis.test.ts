import { describe, expect, it } from 'vitest';
import { cacheSecond, type Info, identitiesOfNodes, parseInfo, sumOfNodes } from './redis.ts';

function info(values: Record<string, string | number>) {
  const all = {
    run_id: 'a',
    connected_clients: 4,
    used_memory: 1000,
    total_commands_processed: 100,
    keyspace_hits: 10,
    keyspace_misses: 5,
    evicted_keys: 0,
    blocked_clients: 0,
    rejected_connections: 1,
    used_cpu_sys: 5,
    used_cpu_user: 7,
    used_cpu_sys_main_thread: 1,
    used_cpu_user_main_thread: 2.5,
    cmdstat_mget: 'calls=10,usec=2000,usec_per_call=200.00,rejected_calls=0,failed_calls=0',
    ...values,
  };
  const lines = Object.entries(all).map(([field, value]) => `${field}:${value}`);
  return parseInfo(`# Server\r\n${lines.join('\r\n')}\r\n\r\n# Keyspace\r\ndb0:keys=1,expires=0\r\n`);
}

const alone = (before: Info, now: Info, elapsedMs: number) =>
  sumOfNodes([cacheSecond(before, now, elapsedMs)]);

describe('the second of one Redis', () => {
  it('consists of increases, without our own INFO and connection', () => {
    const now = info({
      total_commands_processed: 151,
      keyspace_hits: 40,
      keyspace_misses: 6,
      evicted_keys: 2,
      used_cpu_sys_main_thread: 1.25,
      used_cpu_user_main_thread: 3,
      cmdstat_mget: 'calls=30,usec=5000,usec_per_call=166.67,rejected_calls=0,failed_calls=0',
      cmdstat_eval: 'calls=2,usec=600000,usec_per_call=300000.00,rejected_calls=0,failed_calls=0',
      cmdstat_info: 'calls=0,usec=0,usec_per_call=0.00,rejected_calls=0,failed_calls=0',
    });
    expect(alone(info({}), now, 1500)).toEqual({
      commands: 50,
      keyspaceHits: 30,
      keyspaceMisses: 1,
      evictedKeys: 2,
      usedMemoryBytes: 1000,
      connectedClients: 3,
      cpuCores: 0.5,
      commandMs: 603,
      busiestCommand: { name: 'eval', calls: 2, totalMs: 600 },
      blockedClients: 0,
      rejectedConnections: 0,
    });
  });

  it('is never negative when a Redis that hides its run_id counts from zero again', () => {
    const now = info({ total_commands_processed: 40, keyspace_hits: 2, keyspace_misses: 1 });
    expect(alone(info({}), now, 1000)).toMatchObject({ commands: 39, keyspaceHits: 2, keyspaceMisses: 1 });
  });

  it('has no busiest command when nothing was executed', () => {
    expect(alone(info({}), info({}), 1000)).toMatchObject({ commandMs: 0, busiestCommand: null });
  });

  it('refuses an INFO without its numbers', () => {
    expect(() => alone(info({}), parseInfo('run_id:a\r\n'), 1000)).toThrow('total_commands_processed');
  });
});

describe('the second of a cluster', () => {
  const commands = (mget: [calls: number, usec: number], evalsha: [calls: number, usec: number]) => ({
    cmdstat_mget: `calls=${10 + mget[0]},usec=${2000 + mget[1]},usec_per_call=1`,
    cmdstat_evalsha: `calls=${evalsha[0]},usec=${evalsha[1]},usec_per_call=1`,
  });
  const before = info(commands([0, 0], [0, 0]));

  it('is the sum of its nodes, with the figures of the busiest', () => {
    const first = info({
      ...commands([5, 300_000], [1, 200_000]),
      total_commands_processed: 111,
      keyspace_hits: 12,
      used_memory: 500,
      used_cpu_user_main_thread: 3,
      evicted_keys: 3,
    });
    const second = info({
      ...commands([2, 100_000], [4, 350_000]),
      total_commands_processed: 104,
      keyspace_hits: 13,
      used_memory: 700,
      used_cpu_user_main_thread: 2.75,
      rejected_connections: 2,
    });
    expect(sumOfNodes([first, second].map((now) => cacheSecond(before, now, 1000)))).toEqual({
      commands: 13,
      keyspaceHits: 5,
      keyspaceMisses: 0,
      evictedKeys: 3,
      usedMemoryBytes: 1200,
      connectedClients: 6,
      cpuCores: 0.75,
      commandMs: 950,
      // over all nodes it is evalsha, although the first node spent most time on mget
      busiestCommand: { name: 'evalsha', calls: 5, totalMs: 550 },
      blockedClients: 0,
      rejectedConnections: 1,
      nodes: 2,
      busiestNode: { cpuCores: 0.5, commandMs: 500 },
    });
  });
});

describe('the identity of a Redis', () => {
  it('is its run id and its role, by the part name of the node', () => {
    expect(identitiesOfNodes([info({ role: 'master' })])).toEqual({
      redis: { instance: 'a', role: 'primary' },
    });
    expect(identitiesOfNodes([info({ role: 'master' }), info({ run_id: 'b', role: 'slave' })])).toEqual({
      'redis-1': { instance: 'a', role: 'primary' },
      'redis-2': { instance: 'b', role: 'replica' },
    });
  });

  it('is unknown when it hides its run_id', () => {
    expect(identitiesOfNodes([parseInfo('role:master\r\n')])).toEqual({});
  });
});
