import type { PhaseSummary } from '../../model/summary.ts';
import { coresOf } from '../../summary/generator-watch.ts';
import { mergedTimes } from '../../summary/merge.ts';
import { BUSY_MACHINE_CPU_UTILIZATION, MAX_GENERATOR_CPU_SHARE, MAX_START_DELAY_P99_MS } from '../limits.ts';
import { MAX_MEMORY_PRESSURE, MAX_SWAPPED_PAGES_PER_SEC, SATURATED_UTILIZATION } from './limits.ts';
import { evidenceOf, NOT_MEASURED, type ResourceFinding, statusOf } from './status.ts';

/**
 * Utilization: the CPU of its busiest process, of the cores that process may use. Saturation: how late requests start.
 * Errors: dropped arrivals.
 */
export function generatorFinding(phase: PhaseSummary, machineCores: number): ResourceFinding {
  const shares = phase.generators.map(
    (generator) => generator.cpuCoresMean / coresOf(generator, machineCores),
  );
  const utilization = shares.length === 0 ? null : Math.max(...shares);
  const delayMs = phase.startDelayMs
    ? (mergedTimes([phase.startDelayMs]).quantile(0.99)?.value ?? null)
    : null;
  const isSaturated =
    (utilization ?? 0) >= MAX_GENERATOR_CPU_SHARE ||
    (delayMs ?? 0) > MAX_START_DELAY_P99_MS ||
    phase.outcomes.dropped > 0;
  return {
    status: statusOf(isSaturated, utilization),
    utilization,
    saturation: delayMs === null ? null : { label: 'p99 of the start delay', value: delayMs, unit: 'ms' },
    errors: phase.outcomes.dropped,
    evidence: evidenceOf(
      ['CPU of the generator', phase.generatorCpuCores, 'cores'],
      ['virtual users busy at once', phase.usersInUse?.busy, 'users'],
    ),
  };
}

/** Utilization: of all cores. Saturation: the share of the time in which a task waited for a core. Short memory also makes it saturated. */
export function machineFinding({ resources: { machine } }: PhaseSummary): ResourceFinding {
  if (machine === null) return NOT_MEASURED;
  const { cpuUtilization, cpuPressure, memoryPressure, swappedPagesPerSec, leastAvailableBytes } = machine;
  const isSaturated =
    cpuUtilization >= BUSY_MACHINE_CPU_UTILIZATION ||
    (memoryPressure ?? 0) > MAX_MEMORY_PRESSURE ||
    (swappedPagesPerSec ?? 0) > MAX_SWAPPED_PAGES_PER_SEC;
  return {
    status: statusOf(isSaturated, cpuUtilization),
    utilization: cpuUtilization,
    saturation:
      cpuPressure === null
        ? null
        : { label: 'time in which a task waited for a core', value: cpuPressure, unit: 'ratio' },
    errors: null,
    evidence: evidenceOf(
      ['least memory available', leastAvailableBytes, 'bytes'],
      ['time in which a task waited for memory', memoryPressure, 'ratio'],
      ['pages moved to or from swap', swappedPagesPerSec, 'pages/s'],
    ),
  };
}

/**
 * Utilization: the busiest worker, of one core. Saturation: connections it had no room for. Errors: responses it gave for dead servers
 * (502, 504).
 */
export function balancerFinding({ resources: { balancer }, failedByReason }: PhaseSummary): ResourceFinding {
  if (balancer === null) return NOT_MEASURED;
  const { busiestWorkerCpuCores, cpuCores, droppedConnections } = balancer;
  return {
    status: statusOf(
      busiestWorkerCpuCores >= SATURATED_UTILIZATION || (droppedConnections ?? 0) > 0,
      busiestWorkerCpuCores,
    ),
    utilization: busiestWorkerCpuCores,
    saturation:
      droppedConnections === null
        ? null
        : { label: 'connections dropped', value: droppedConnections, unit: 'connections' },
    errors: (failedByReason['status-502'] ?? 0) + (failedByReason['status-504'] ?? 0),
    evidence: evidenceOf(['CPU of all workers', cpuCores, 'cores']),
  };
}
