import type { PhaseSummary, ResourceFigures } from '../../model/summary.ts';
import {
  BUSY_UTILIZATION,
  MAX_BACKEND_WAIT_SHARE,
  MAX_RUNNING_BACKENDS_PER_CORE,
  MIN_WAITING_BACKENDS,
  SATURATED_UTILIZATION,
} from './limits.ts';
import { evidenceOf, NOT_MEASURED, type ResourceFinding, statusOf } from './status.ts';

type Backends = NonNullable<NonNullable<ResourceFigures['database']>['backends']>;

/** Utilization: the cores that PostgreSQL used, of the machine's. Saturation: backends that run or wait for a core. */
export function databaseCpuFinding(
  { resources: { database } }: PhaseSummary,
  machineCores: number,
): ResourceFinding {
  if (database === null || (database.cpuCores === null && database.backends === null)) return NOT_MEASURED;
  const { cpuCores, backends } = database;
  const utilization = cpuCores === null ? null : cpuCores / machineCores;
  const hasQueue = backends !== null && backends.running > machineCores * MAX_RUNNING_BACKENDS_PER_CORE;
  const isSaturated =
    utilization !== null &&
    (utilization >= SATURATED_UTILIZATION || (hasQueue && utilization >= BUSY_UTILIZATION));
  return {
    status: statusOf(isSaturated, utilization),
    utilization,
    saturation: backends && {
      label: 'running or waiting for a core',
      value: backends.running,
      unit: 'backends',
    },
    errors: null,
    evidence: evidenceOf(['CPU of PostgreSQL', cpuCores, 'cores']),
  };
}

/** Utilization: the share of busy backends' time spent waiting for locks. Saturation: how many backends waited at a time. */
export function databaseLocksFinding({ resources: { database } }: PhaseSummary): ResourceFinding {
  const backends = database?.backends;
  if (!backends) return NOT_MEASURED;
  const finding = waitFinding('waiting for a lock', backends.lock + backends.lightweightLock, backends);
  return {
    ...finding,
    evidence: evidenceOf(
      ["waiting for another transaction's lock", backends.lock, 'backends'],
      ['waiting for a lock within PostgreSQL', backends.lightweightLock, 'backends'],
      ['backends busy with a statement', busyOf(backends), 'backends'],
    ),
  };
}

/** Utilization: the share of busy backends' time spent waiting for files. Saturation: how many backends waited at a time. */
export function databaseIoFinding({ resources: { database } }: PhaseSummary): ResourceFinding {
  const backends = database?.backends;
  if (!database || !backends) return NOT_MEASURED;
  return {
    ...waitFinding('waiting for the disk', backends.io, backends),
    evidence: evidenceOf(
      ['reading data files', database.blockReadMsPerSec, 'ms/s'],
      ['writing data files', database.blockWriteMsPerSec, 'ms/s'],
      ['backends busy with a statement', busyOf(backends), 'backends'],
    ),
  };
}

export function busyOf({ running, lock, lightweightLock, io, other }: Backends): number {
  return running + lock + lightweightLock + io + other;
}

function waitFinding(label: string, waiting: number, backends: Backends): Omit<ResourceFinding, 'evidence'> {
  const busy = busyOf(backends);
  const share = busy === 0 ? 0 : waiting / busy;
  return {
    status: statusOf(
      share >= MAX_BACKEND_WAIT_SHARE && waiting >= MIN_WAITING_BACKENDS,
      Math.min(share, waiting),
    ),
    utilization: share,
    saturation: { label, value: waiting, unit: 'backends' },
    errors: null,
  };
}
