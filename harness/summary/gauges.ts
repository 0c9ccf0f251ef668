import { type GaugeIndicator, tagsOf } from '../model/indicator.ts';
import type { ServerSecond, TimelineSecond } from '../model/timeline.ts';
import { isGenerator } from './parts.ts';

/** The process of Proofload itself, which measures the system and is not part of it. */
const HARNESS = 'proofload';

const BYTES_PER_MB = 1e6;

/** The value of a gauge in one second; null if it was not measured. */
export function gaugeIn(second: TimelineSecond, indicator: GaugeIndicator): number | null {
  const { state, part } = tagsOf(indicator);
  const { servers, database, cache } = second;
  switch (indicator.gauge) {
    case 'database-connections': {
      if (!database) return null;
      const { active, idle, idleInTransaction, waitingOnLock } = database.connections;
      const byState: Record<string, number> = { active, idle, idleInTransaction, waitingOnLock };
      // Connections that wait for a lock are active.
      return state === undefined ? active + idle + idleInTransaction : (byState[state] ?? null);
    }
    case 'pool-connections':
      return sumOf(
        servers.filter(({ name }) => part === undefined || name === part),
        (server) => connectionsIn(server, state),
      );
    case 'replica-lag': {
      const known = servers.flatMap(({ replicaLagMs }) => replicaLagMs ?? []);
      return known.length === 0 ? null : Math.max(...known);
    }
    case 'cache-memory':
      return cache ? cache.usedMemoryBytes / BYTES_PER_MB : null;
    case 'cpu':
      return sumOf(partsOf(second, part), ({ cpuCores }) => cpuCores);
    case 'memory':
      return sumOf(partsOf(second, part), ({ residentBytes }) => residentBytes / BYTES_PER_MB);
  }
}

/** One part, or all parts of the system under test, which excludes the generator and Proofload. */
function partsOf({ processes }: TimelineSecond, part: string | undefined) {
  return processes.filter(({ name }) =>
    part === undefined ? !isGenerator(name) && name !== HARNESS : name === part,
  );
}

/**
 * The connections of one server's pools. Peaks of several servers are at moments of their own, so their sum is an upper bound: at no moment
 * of the second were more in use.
 */
function connectionsIn({ pool, poolPeakInUse }: ServerSecond, state = 'total'): number | null {
  if (state === 'peakInUse') return poolPeakInUse ?? null;
  if (pool === null) return null;
  const { total, idle, waiting } = pool;
  const byState: Record<string, number> = { total, idle, waiting, inUse: total - idle };
  return byState[state] ?? null;
}

/** Null if the list is empty or one of them has no such figure. */
function sumOf<Each>(all: readonly Each[], figureOf: (each: Each) => number | null): number | null {
  let sum: number | null = all.length === 0 ? null : 0;
  for (const each of all) {
    const figure = figureOf(each);
    sum = sum === null || figure === null ? null : sum + figure;
  }
  return sum;
}
