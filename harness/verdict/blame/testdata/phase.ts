import type { PhaseSummary, ResourceFigures, TimeParts } from '../../../model/summary.ts';
import { madeUpRun, summaryOf } from '../../../summary/testdata/made-up-run.ts';

/** A machine of two cores. */
export const RUN = madeUpRun();

const [HEALTHY] = summaryOf(RUN).phases.filter(({ name }) => name === 'open steady');

/** Nothing is near its limit. */
export const CALM = {
  machine: {
    cpuUtilization: 0.4,
    leastAvailableBytes: 8e9,
    swappedPagesPerSec: 0,
    cpuPressure: 0.1,
    ioPressure: 0,
    memoryPressure: 0,
  },
  balancer: { cpuCores: 0.1, busiestWorkerCpuCores: 0.06, droppedConnections: 0 },
  eventLoop: { server: 'server-1', utilization: 0.2, delayP99Ms: 11, cpuCores: 0.2 },
  pool: { max: 100, inUse: 3, waiting: 0, loans: 9000, waitMeanMs: 0.1, lentMeanMs: 2, timeouts: 0 },
  database: {
    cpuCores: 0.2,
    backends: { running: 0.3, lock: 0, lightweightLock: 0, io: 0.05, other: 0 },
    executionMeanMs: 1,
    blockReadMsPerSec: 0.5,
    blockWriteMsPerSec: 0,
  },
  cache: {
    cpuCores: 0.1,
    commandUtilization: 0.05,
    busiestCommand: { name: 'mget', meanMs: 0.01 },
    answeredShare: 1,
    evictedKeys: 0,
    failedLookups: 0,
    rejectedConnections: 0,
  },
} satisfies ResourceFigures;

type Changes = { [Name in keyof typeof CALM]?: Partial<(typeof CALM)[Name]> };

/** A phase in which every resource is calm and each part of the response time is 1 ms, apart from the given changes. */
export function phaseWith(
  resources: Changes = {},
  parts: Partial<TimeParts> & { startDelay?: number } = {},
  changes: Partial<PhaseSummary> = {},
): PhaseSummary {
  const { startDelay = 1, ...others } = parts;
  const split = { balancer: 1, serverQueue: 1, poolWait: 1, query: 1, cache: 1, rest: 1, ...others };
  const meanMs = Object.values(split).reduce((sum, part) => sum + part, startDelay);
  return {
    ...HEALTHY!,
    routeTimes: [
      {
        route: 'sync.read',
        requests: 1000,
        meanMs,
        startDelayMs: startDelay,
        parts: split,
        serverExcessMs: 0,
      },
    ],
    statementTimes: [
      { statement: 'progress', count: 100, totalMs: 4000 },
      { statement: 'sync_read', count: 900, totalMs: 900 },
    ],
    resources: {
      machine: { ...CALM.machine, ...resources.machine },
      balancer: { ...CALM.balancer, ...resources.balancer },
      eventLoop: { ...CALM.eventLoop, ...resources.eventLoop },
      pool: { ...CALM.pool, ...resources.pool },
      database: { ...CALM.database, ...resources.database },
      cache: { ...CALM.cache, ...resources.cache },
    },
    ...changes,
  };
}
