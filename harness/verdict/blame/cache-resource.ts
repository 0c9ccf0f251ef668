import type { PhaseSummary } from '../../model/summary.ts';
import {
  LONG_CACHE_COMMAND_MS,
  MAX_LONG_COMMAND_SHARE,
  MAX_SILENT_CACHE_SHARE,
  SATURATED_UTILIZATION,
} from './limits.ts';
import { evidenceOf, NOT_MEASURED, type ResourceFinding, statusOf } from './status.ts';

/**
 * Redis executes one command at a time, so its capacity is one core. Utilization: that core's, or the share of the time in
 * which a command was executing, whichever is larger, because a command that sleeps blocks the others too. Saturation: the mean duration of
 * the command that took the most time. Errors: failed lookups and refused connections.
 */
export function cacheFinding({ resources: { cache } }: PhaseSummary): ResourceFinding {
  if (cache === null) return NOT_MEASURED;
  const { cpuCores, commandUtilization, busiestCommand, answeredShare, failedLookups } = cache;
  const isMeasured = cpuCores !== null || commandUtilization !== null;
  const utilization = isMeasured ? Math.max(cpuCores ?? 0, commandUtilization ?? 0) : null;
  const hasLongCommands =
    (busiestCommand?.meanMs ?? 0) >= LONG_CACHE_COMMAND_MS &&
    (commandUtilization ?? 0) >= MAX_LONG_COMMAND_SHARE;
  const isAway = failedLookups > 0 && answeredShare < 1 - MAX_SILENT_CACHE_SHARE;
  return {
    status: statusOf((utilization ?? 0) >= SATURATED_UTILIZATION || hasLongCommands || isAway, utilization),
    utilization,
    saturation: busiestCommand && {
      label: `duration of '${busiestCommand.name}', mean`,
      value: busiestCommand.meanMs,
      unit: 'ms',
    },
    errors: failedLookups + cache.rejectedConnections,
    evidence: evidenceOf(
      ['CPU of the thread that executes commands', cpuCores, 'cores'],
      ['time in which a command was executed', commandUtilization, 'ratio'],
      ['keys evicted', cache.evictedKeys, 'keys'],
      ['lookups that failed', failedLookups, 'lookups'],
    ),
  };
}
