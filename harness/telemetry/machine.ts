import { readFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import type { MachineSecond } from '../model/timeline.ts';
import { isMissing, systemErrorCode } from '../store/disk.ts';
import { type QuotaUse, quotaUtilization, readMachineLimits, readQuotaUse } from './machine-limits.ts';
import { type MachineCpu, parseMachineCpu, parseStallUs, parseSwappedPages } from './procfs.ts';
import { increase, type OnProblem, type Sampler } from './sampler.ts';

const PRESSURES = ['cpu', 'io', 'memory'] as const;

type Look = {
  atMs: number;
  /** of the cores that we may use */
  cpu: MachineCpu;
  /** null without a CPU quota */
  quota: QuotaUse | null;
  swappedPages: number;
  /** microseconds since boot, of PRESSURES in order; null if the kernel does not count them */
  stalls: (number | null)[];
};

/**
 * CPU, memory and load of the part of the machine that the harness may use: the cores that CPU affinity leaves, a CPU quota, and memory
 * below a control group's limit. On systems other than Linux it measures nothing, and reports that once.
 */
export function createMachineSampler({
  onProblem,
  elapsedMs = () => performance.now(),
  root = '/',
}: {
  onProblem?: OnProblem;
  /** the folder that holds /proc and /sys */
  root?: string;
  /** monotonic milliseconds */
  elapsedMs?: () => number;
} = {}): Sampler<MachineSecond> {
  let before: Look | null = null;
  if (process.platform !== 'linux') {
    onProblem?.('machine', new Error('CPU and memory are read from /proc, which only Linux has.'));
    return { sample: async () => null };
  }
  return {
    async sample() {
      const [stat, vmstat, ...stalls] = await Promise.all([
        readFile(join(root, 'proc/stat'), 'utf8'),
        readFile(join(root, 'proc/vmstat'), 'utf8'),
        ...PRESSURES.map((resource) => readStallUs(root, resource)),
      ]);
      const { allowedCpus, availableBytes, cpuQuota } = readMachineLimits(root);
      const now: Look = {
        atMs: elapsedMs(),
        cpu: parseMachineCpu(stat, allowedCpus ?? undefined),
        quota: cpuQuota && readQuotaUse(cpuQuota),
        swappedPages: parseSwappedPages(vmstat),
        stalls,
      };
      const last = before;
      before = now;
      if (!last || now.cpu.total <= last.cpu.total) return null;
      const busy = (now.cpu.busy - last.cpu.busy) / (now.cpu.total - last.cpu.total);
      const elapsedSec = (now.atMs - last.atMs) / 1000;
      const ofQuota =
        cpuQuota && last.quota && now.quota
          ? quotaUtilization(cpuQuota.cores, last.quota, now.quota, elapsedSec)
          : 0;
      return {
        cpuUtilization: Math.max(atMostOne(busy), ofQuota),
        availableBytes,
        load1: loadavg()[0]!,
        swappedPages: increase(last.swappedPages, now.swappedPages),
        pressure: pressureBetween(last, now),
      };
    },
  };
}

/** Stalls of a resource; null where the kernel does not count them (before 4.20, some builds, and some containers). */
async function readStallUs(root: string, resource: (typeof PRESSURES)[number]): Promise<number | null> {
  return readFile(join(root, 'proc/pressure', resource), 'utf8').then(parseStallUs, (error: unknown) => {
    if (isMissing(error) || ['EACCES', 'EPERM', 'EOPNOTSUPP'].includes(systemErrorCode(error) ?? ''))
      return null;
    throw error;
  });
}

function pressureBetween(last: Look, now: Look): NonNullable<MachineSecond['pressure']> | null {
  const elapsedUs = (now.atMs - last.atMs) * 1000;
  const [cpu, io, memory] = now.stalls.map((stallUs, index) => {
    const lastUs = last.stalls[index];
    return stallUs == null || lastUs == null ? null : atMostOne((stallUs - lastUs) / elapsedUs);
  });
  return cpu == null || io == null || memory == null ? null : { cpu, io, memory };
}

function atMostOne(ratio: number): number {
  return Math.min(1, Math.max(0, ratio));
}
