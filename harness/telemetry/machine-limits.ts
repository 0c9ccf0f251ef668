import os from 'node:os';
import { join } from 'node:path';
import { readIfThere } from '../store/disk.ts';
import {
  type Lineage,
  lineagesOf,
  parseBytes,
  parseCfsQuota,
  parseCpuMax,
  parseField,
} from './control-groups.ts';
import { parseAllowedCpus, parseAvailableBytes, parseTotalBytes } from './procfs.ts';

/** How much of this machine we may use: all of it, or what CPU affinity and control groups allow. */
export type MachineLimits = {
  /** cores that can be used at the same time; a CPU quota may make it a fraction */
  cores: number;
  /** the numbers of the cores that this process may run on; null if not known */
  allowedCpus: number[] | null;
  /** of the machine, or the smallest limit of a control group */
  memoryBytes: number;
  /** available without swapping, or before a control group's limit is reached */
  availableBytes: number;
  /** the tightest CPU quota; null if there is none */
  cpuQuota: CpuQuota | null;
};

/** How many of our threads can work at the same time on this machine. */
export function workersHere(): number {
  return Math.max(1, Math.floor(readMachineLimits().cores));
}

/** A control group with a CPU quota, in cores. */
export type CpuQuota = { cores: number; version: 1 | 2; folder: string };

/**
 * Reads what this process and its children may use. Limits of control groups are inherited, so those of all parents count
 * too.
 * @param root the folder that holds /proc and /sys
 */
export function readMachineLimits(root = '/'): MachineLimits {
  const read = (path: string) => readIfThere(join(root, path));
  const [status, meminfo] = [read('proc/self/status'), read('proc/meminfo')];
  if (status === null || meminfo === null) {
    return {
      cores: os.availableParallelism(),
      allowedCpus: null,
      memoryBytes: os.totalmem(),
      availableBytes: os.freemem(),
      cpuQuota: null,
    };
  }
  const [cgroup, mountinfo] = [read('proc/self/cgroup') ?? '', read('proc/self/mountinfo') ?? ''];
  const groups = (controller: string) =>
    lineagesOf(controller, cgroup, mountinfo).flatMap(({ version, folders }) =>
      folders.map((folder) => ({ version, folder: join(root, folder) })),
    );
  const memory = groups('memory')
    .map(memoryOf)
    .filter(({ limitBytes }) => limitBytes !== null);
  const quotas = groups('cpu').flatMap((group) => {
    const cores = quotaOf(group);
    return cores === null ? [] : [{ ...group, cores }];
  });
  const allowedCpus = parseAllowedCpus(status);
  const cpuQuota = quotas.sort((a, b) => a.cores - b.cores)[0] ?? null;
  const allowedCores = allowedCpus?.length ?? os.cpus().length;
  return {
    cores: Math.min(allowedCores, cpuQuota?.cores ?? allowedCores),
    allowedCpus,
    memoryBytes: Math.min(parseTotalBytes(meminfo), ...memory.map(({ limitBytes }) => limitBytes!)),
    availableBytes: Math.min(
      parseAvailableBytes(meminfo),
      ...memory.map(({ limitBytes, heldBytes }) => Math.max(0, limitBytes! - heldBytes)),
    ),
    cpuQuota: cpuQuota !== null && cpuQuota.cores < allowedCores ? cpuQuota : null,
  };
}

type Group = { version: Lineage['version']; folder: string };

/** A group's limit, and how much of it is in use and cannot be freed (the cache of files that were only read can be freed). */
function memoryOf({ version, folder }: Group): { limitBytes: number | null; heldBytes: number } {
  const bytes = (file: string) => parseBytes(readIfThere(join(folder, file)));
  const files = version === 2 ? ['memory.max', 'memory.high'] : ['memory.limit_in_bytes'];
  const limits = files.map(bytes).filter((limit) => limit !== null);
  const used = bytes(version === 2 ? 'memory.current' : 'memory.usage_in_bytes') ?? 0;
  const stat = readIfThere(join(folder, 'memory.stat'));
  const reclaimable = parseField(stat, version === 2 ? 'inactive_file' : 'total_inactive_file') ?? 0;
  return {
    limitBytes: limits.length === 0 ? null : Math.min(...limits),
    heldBytes: Math.max(0, used - reclaimable),
  };
}

function quotaOf({ version, folder }: Group): number | null {
  const text = (file: string) => readIfThere(join(folder, file));
  return version === 2
    ? parseCpuMax(text('cpu.max'))
    : parseCfsQuota(text('cpu.cfs_quota_us'), text('cpu.cfs_period_us'));
}

/** What a group with a CPU quota has used since it began. */
export type QuotaUse = {
  /** null if only another hierarchy has this figure */
  usedSec: number | null;
  periods: number;
  /** periods in which the quota was used up */
  throttledPeriods: number;
};

export function readQuotaUse({ version, folder }: CpuQuota): QuotaUse {
  const stat = readIfThere(join(folder, 'cpu.stat'));
  const usedUs = version === 2 ? parseField(stat, 'usage_usec') : null;
  const usedNs = version === 1 ? parseBytes(readIfThere(join(folder, 'cpuacct.usage'))) : null;
  return {
    usedSec: usedUs !== null ? usedUs / 1e6 : usedNs !== null ? usedNs / 1e9 : null,
    periods: parseField(stat, 'nr_periods') ?? 0,
    throttledPeriods: parseField(stat, 'nr_throttled') ?? 0,
  };
}

/**
 * How much of a quota was used between two readings, 0-1. It is at least the share of periods in which the quota was used up, which is
 * all there is if the used time is unknown.
 */
export function quotaUtilization(
  quotaCores: number,
  before: QuotaUse,
  now: QuotaUse,
  elapsedSec: number,
): number {
  const periods = now.periods - before.periods;
  const throttled = periods > 0 ? (now.throttledPeriods - before.throttledPeriods) / periods : 0;
  const used =
    now.usedSec === null || before.usedSec === null || elapsedSec <= 0
      ? 0
      : (now.usedSec - before.usedSec) / (elapsedSec * quotaCores);
  return Math.min(1, Math.max(0, used, throttled));
}
