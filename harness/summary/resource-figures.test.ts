import { describe, expect, it } from 'vitest';
import type { ServerSecond, TimelineSecond } from '../model/timeline.ts';
import { sampleSecond } from '../store/testing/samples.ts';
import { ResourceAccumulator } from './resource-figures.ts';

const EMPTY = sampleSecond(1);

function figuresOf(...seconds: Partial<TimelineSecond>[]) {
  const accumulator = new ResourceAccumulator();
  for (const second of seconds) accumulator.addSecond({ ...EMPTY, ...second });
  return accumulator.finish();
}

function server(name: string, changes: Partial<ServerSecond> = {}): ServerSecond {
  return {
    name,
    requests: 10,
    errors: 0,
    eventLoopDelayP99Ms: 12,
    eventLoopUtilization: 0.2,
    pool: { total: 10, idle: 8, waiting: 0, max: 100 },
    poolWaitMs: { counts: [4, 1], sum: 10 },
    poolLentMs: 500,
    poolTimeouts: 0,
    queryTimeMs: {},
    cacheLookups: {},
    ...changes,
  };
}

const DATABASE = {
  connections: { active: 0, idle: 0, idleInTransaction: 0, waitingOnLock: 0 },
  transactions: 0,
  rowsReturned: 0,
  blocksHit: 0,
  blocksRead: 0,
  queries: 10,
  executionTimeMs: 30,
};
const CACHE = {
  commands: 0,
  keyspaceHits: 0,
  keyspaceMisses: 0,
  evictedKeys: 2,
  usedMemoryBytes: 0,
  connectedClients: 0,
};

describe('the resource figures of a phase', () => {
  it('are null if nothing was measured', () => {
    expect(figuresOf({}, {})).toEqual({
      machine: null,
      balancer: null,
      eventLoop: null,
      pool: null,
      database: null,
      cache: null,
    });
  });

  it('use the server whose event loop was the latest, with its own CPU', () => {
    const late = { eventLoopDelayP99Ms: 90, eventLoopUtilization: 0.5 };
    const processes = [
      { name: 'server-1', cpuCores: 0.9, residentBytes: 1, openFiles: null },
      { name: 'server-2', cpuCores: 0.3, residentBytes: 1, openFiles: null },
    ];
    const { eventLoop } = figuresOf({ servers: [server('server-1'), server('server-2', late)], processes });
    expect(eventLoop).toEqual({ server: 'server-2', utilization: 0.5, delayP99Ms: 90, cpuCores: 0.3 });
  });

  it('combine the pools of all servers, by how long connections were lent out', () => {
    const { pool } = figuresOf(
      { servers: [server('server-1'), server('server-2', { poolLentMs: 1500, poolTimeouts: 2 })] },
      {
        servers: [server('server-1'), server('server-2', { poolWaitMs: { counts: [4, 1], sum: 5970 } })],
      },
    );
    // Lent for 2,000 and 1,000 ms in two seconds: 1.5 at a time. 20 loans waited 6,000 ms: 3 requests at a time.
    expect(pool).toEqual({
      max: 200,
      inUse: 1.5,
      waiting: 3,
      loans: 20,
      waitMeanMs: 300,
      lentMeanMs: 150,
      timeouts: 2,
    });
  });

  it('fall back to sampled pools if a server does not report lent time', () => {
    const { poolLentMs: _, ...silent } = server('server-1');
    expect(figuresOf({ servers: [silent] }).pool).toMatchObject({ inUse: 2, lentMeanMs: null });
  });

  it('count backends per sample, however many samples a second had', () => {
    const backends = { looks: 5, running: 5, lock: 20, lightweightLock: 0, io: 0, other: 0 };
    const once = { looks: 1, running: 0, lock: 2, lightweightLock: 1, io: 0, other: 0 };
    const { database } = figuresOf(
      { database: { ...DATABASE, backends } },
      { database: { ...DATABASE, backends: once, blockReadMs: 4 } },
      { database: { ...DATABASE, queries: null, executionTimeMs: null } },
    );
    expect(database).toEqual({
      cpuCores: null,
      backends: { running: 0.5, lock: 3, lightweightLock: 0.5, io: 0, other: 0 },
      executionMeanMs: 3,
      blockReadMsPerSec: 4,
      blockWriteMsPerSec: null,
    });
  });

  it('use the busiest node of a cluster', () => {
    const busiestNode = { cpuCores: 0.4, commandMs: 300 };
    const { cache } = figuresOf({ cache: { ...CACHE, cpuCores: 1.1, commandMs: 800, busiestNode } });
    expect(cache).toMatchObject({ cpuCores: 0.4, commandUtilization: 0.3 });
  });

  it('name the Redis command that took the most time over all seconds, and the share of seconds with an answer', () => {
    const command = (name: string, calls: number, totalMs: number) => ({
      cache: {
        ...CACHE,
        usedMemoryBytes: 1e6 + totalMs,
        cpuCores: 0.4,
        commandMs: totalMs,
        busiestCommand: { name, calls, totalMs },
      },
    });
    const failing = server('server-1', { cacheLookups: { sync: { hit: 1, miss: 1, error: 3 } } });
    const { cache } = figuresOf(
      command('eval', 1, 300),
      command('mget', 1000, 250),
      command('eval', 2, 300),
      {
        servers: [failing],
      },
    );
    expect(cache).toEqual({
      cpuCores: expect.closeTo(0.4),
      commandUtilization: expect.closeTo(0.85 / 3),
      busiestCommand: { name: 'eval', meanMs: 200 },
      answeredShare: 0.75,
      evictedKeys: 6,
      failedLookups: 3,
      rejectedConnections: 0,
      usedMemoryMaxBytes: 1_000_300,
    });
  });

  it('use the busiest worker of nginx, and what the machine had left', () => {
    const nginx = { name: 'nginx', cpuCores: 0.9, busiestCpuCores: 0.8, residentBytes: 1, openFiles: null };
    const pressure = { cpu: 0.3, io: 0, memory: 0.1 };
    const { balancer, machine } = figuresOf(
      {
        processes: [nginx],
        balancer: { connections: 9, idle: 9, requests: 5, droppedConnections: 1 },
        machine: { cpuUtilization: 0.5, availableBytes: 5e9, load1: 1, swappedPages: 10, pressure },
      },
      { machine: { cpuUtilization: 0.7, availableBytes: 3e9, load1: 1, swappedPages: 0, pressure: null } },
    );
    expect(balancer).toEqual({ cpuCores: 0.9, busiestWorkerCpuCores: 0.8, droppedConnections: 1 });
    expect(machine).toEqual({
      cpuUtilization: 0.6,
      leastAvailableBytes: 3e9,
      swappedPagesPerSec: 5,
      cpuPressure: 0.3,
      ioPressure: 0,
      memoryPressure: 0.1,
    });
  });
});
