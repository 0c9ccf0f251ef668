/** Clock ticks a second in /proc: USER_HZ, 100 on every architecture that Node runs on. */
export const TICKS_PER_SEC = 100;

/** Fields of /proc/<pid>/stat. */
export type ProcessStat = {
  parentPid: number;
  /** user and system time of the process itself, without that of children it has waited for */
  cpuSec: number;
  /** distinguishes a process from a later one with the same pid */
  startTicks: number;
};

/** Source: proc_pid_stat(5). The second field, the name in parentheses, may itself contain spaces and parentheses. */
export function parseProcessStat(text: string): ProcessStat {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ', 20);
  const field = (number: number): number => Number(fields[number - 3]);
  return {
    parentPid: field(4),
    cpuSec: (field(14) + field(15)) / TICKS_PER_SEC,
    startTicks: field(22),
  };
}

/** Resident memory by kind. `sharedBytes` counts mapped files and shared memory, which several processes may share. */
export type ResidentMemory = { privateBytes: number; sharedBytes: number };

/** Reads /proc/<pid>/status. A zombie has no memory left. Source: proc_pid_status(5). */
export function parseResidentMemory(text: string): ResidentMemory {
  const bytes = (field: string): number =>
    1024 * Number(text.match(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm'))?.[1] ?? 0);
  return { privateBytes: bytes('RssAnon'), sharedBytes: bytes('RssFile') + bytes('RssShmem') };
}

/** The cores a process may run on, by its CPU affinity: Cpus_allowed_list of /proc/<pid>/status, like "0-3,8". */
export function parseAllowedCpus(text: string): number[] | null {
  const list = text.match(/^Cpus_allowed_list:\s+(\S+)$/m)?.[1];
  if (list === undefined) return null;
  return list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

/** CPU time of the whole machine since boot, in ticks over all cores. */
export type MachineCpu = { busy: number; total: number };

/**
 * Reads /proc/stat. Waiting for a disk is idle time; time stolen by the host is busy. Source: proc_stat(5).
 * @param cpus the cores to count; all of them if left out, or if one of these is not listed
 */
export function parseMachineCpu(text: string, cpus?: readonly number[]): MachineCpu {
  const lines = cpus?.map((cpu) => new RegExp(`^cpu${cpu} .*$`, 'm').exec(text)?.[0]);
  const counted = lines?.every((line) => line !== undefined) ? lines : [text.slice(0, text.indexOf('\n'))];
  return counted.map(cpuTimeOf).reduce((sum, { busy, total }) => ({
    busy: sum.busy + busy,
    total: sum.total + total,
  }));
}

function cpuTimeOf(line: string): MachineCpu {
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = line
    .trim()
    .split(/\s+/)
    .slice(1)
    .map(Number);
  // Guest time is included in user and nice.
  const busy = user + nice + system + irq + softirq + steal;
  return { busy, total: busy + idle + iowait };
}

/** Reads MemTotal of /proc/meminfo. */
export function parseTotalBytes(text: string): number {
  return kilobytesOf(text, 'MemTotal') * 1024;
}

/** Reads MemAvailable of /proc/meminfo. */
export function parseAvailableBytes(text: string): number {
  return kilobytesOf(text, 'MemAvailable') * 1024;
}

function kilobytesOf(text: string, field: string): number {
  const kilobytes = text.match(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm'))?.[1];
  if (kilobytes === undefined) throw new Error(`/proc/meminfo has no ${field}`);
  return Number(kilobytes);
}

/** Reads pswpin and pswpout of /proc/vmstat: pages moved from and to swap since boot. A kernel without swap has neither. */
export function parseSwappedPages(text: string): number {
  let pages = 0;
  for (const [, count] of text.matchAll(/^pswp(?:in|out) (\d+)$/gm)) pages += Number(count);
  return pages;
}

/** Reads /proc/pressure/*: for how many microseconds since boot at least one task has waited. Source: the kernel's psi documentation. */
export function parseStallUs(text: string): number {
  const total = text.match(/^some .*\btotal=(\d+)/m)?.[1];
  if (total === undefined) throw new Error('pressure stall information has no total');
  return Number(total);
}
