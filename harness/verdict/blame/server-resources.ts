import type { PhaseSummary } from '../../model/summary.ts';
import { MAX_EVENT_LOOP_DELAY_P99_MS, MAX_POOL_WAITING, SATURATED_UTILIZATION } from './limits.ts';
import { evidenceOf, NOT_MEASURED, type ResourceFinding, statusOf } from './status.ts';

/** Of the server that was the latest. Utilization: time in which its loop was not idle. Saturation: how late a turn of it was. */
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

/** Utilization: connections lent out, of those there may be. Saturation: requests that wait for one. Errors: those that waited in vain. */
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
      ['connections there may be', max, 'connections'],
      ['wait for a connection, mean', waitMeanMs, 'ms'],
      ['time that a connection is held, mean', lentMeanMs, 'ms'],
    ),
  };
}
