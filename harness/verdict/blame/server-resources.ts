import type { PhaseSummary } from '../../model/summary.ts';
import { MAX_EVENT_LOOP_DELAY_P99_MS, MAX_POOL_WAITING, SATURATED_UTILIZATION } from './limits.ts';
import { evidenceOf, NOT_MEASURED, type ResourceFinding, statusOf } from './status.ts';

/**
 * For the server whose event loop was the latest. Utilization: share of the time in which the loop was not idle. Saturation: how late its
 * turns were.
 */
export function eventLoopFinding({ resources: { eventLoop } }: PhaseSummary): ResourceFinding {
  if (eventLoop === null) return NOT_MEASURED;
  const { server, utilization, delayP99Ms, cpuCores } = eventLoop;
  const isSaturated = (utilization ?? 0) >= SATURATED_UTILIZATION || delayP99Ms > MAX_EVENT_LOOP_DELAY_P99_MS;
  return {
    status: statusOf(isSaturated, utilization ?? cpuCores),
    utilization,
    saturation: { label: `p99 of the event-loop delay of ${server}`, value: delayP99Ms, unit: 'ms' },
    errors: null,
    evidence: evidenceOf([`CPU of ${server}`, cpuCores, 'cores']),
  };
}

/** Utilization: connections in use, of those allowed. Saturation: requests waiting for one. Errors: requests that gave up waiting. */
export function poolFinding({ resources: { pool } }: PhaseSummary): ResourceFinding {
  if (pool === null || pool.max === 0) return NOT_MEASURED;
  const { max, inUse, waiting, waitMeanMs, lentMeanMs, timeouts } = pool;
  const utilization = inUse / max;
  return {
    status: statusOf(
      utilization >= SATURATED_UTILIZATION || waiting >= MAX_POOL_WAITING || timeouts > 0,
      utilization,
    ),
    utilization,
    saturation: { label: 'waiting for a connection', value: waiting, unit: 'requests' },
    errors: timeouts,
    evidence: evidenceOf(
      ['connections in use', inUse, 'connections'],
      ['connections allowed', max, 'connections'],
      ['wait for a connection, mean', waitMeanMs, 'ms'],
      ['time that a connection is held, mean', lentMeanMs, 'ms'],
    ),
  };
}
