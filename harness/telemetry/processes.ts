import { readdirSync } from 'node:fs';
import type { PartIdentity } from '../model/part-identity.ts';
import type { ProcessSecond } from '../model/timeline.ts';
import { isGone, readIfThere } from '../store/disk.ts';
import { type ProcessStat, parseAllowedCpus, parseProcessStat, parseResidentMemory } from './procfs.ts';
import type { OnProblem, Sampler } from './sampler.ts';

/** Listing the sockets of a generator with 10,000 users takes milliseconds, so it is not done every second. */
const OPEN_FILES_EVERY = 5;

export type Part = {
  name: string;
  pid: number;
  /** how many cores it limits itself to, if it does */
  coresAllowed?: number;
  /** what the command line of its workers begins with: children that live as long as the part, so one that ends has crashed */
  workersTitle?: string;
};

export type ProcessSamplerOptions = {
  /** called before every look, because parts come and go */
  parts: () => readonly Part[];
  onProblem?: OnProblem;
  /** monotonic milliseconds */
  elapsedMs?: () => number;
  procfs?: string;
};

/**
 * CPU and memory of every part with its descendants, such as PostgreSQL's backends and nginx's workers. A descendant that is itself a
 * part, or below one, only counts there. CPU is summed process by process between looks: when a process ends, its time since the last
 * look is lost, but the sum never shrinks. Memory is the private memory of each process plus the largest shared memory of any of
 * them, so that PostgreSQL's shared buffers count once. On systems other than Linux it measures nothing, and reports that once.
 */
export function createProcessSampler({
  parts,
  onProblem,
  elapsedMs = () => performance.now(),
  procfs = '/proc',
}: ProcessSamplerOptions): Sampler<ProcessSecond[]> {
  let before: { atMs: number; processes: Map<number, ProcessStat> } | null = null;
  let looks = 0;
  if (process.platform !== 'linux') {
    onProblem?.('processes', new Error('CPU and memory are read from /proc, which only Linux has.'));
    return { sample: async () => null };
  }
  return {
    async sample() {
      const atMs = elapsedMs();
      const now = readProcesses(procfs);
      const last = before;
      before = { atMs, processes: now };
      const countsFiles = looks++ % OPEN_FILES_EVERY === 0;
      if (!last || atMs <= last.atMs) return null;
      const elapsedSec = (atMs - last.atMs) / 1000;
      const looked = parts();
      return [...membersOfParts(looked, now)].map(([name, pids]) => {
        const part = looked.find((each) => each.name === name)!;
        const cpuSec = pids.map((pid) => cpuSecBetween(last.processes, now, pid));
        return {
          name,
          cpuCores: cpuSec.reduce((sum, each) => sum + each, 0) / elapsedSec,
          busiestCpuCores: Math.max(...cpuSec) / elapsedSec,
          ...standingOf(procfs, pids, part.coresAllowed),
          openFiles: countsFiles ? openFilesOf(procfs, pids) : null,
          ...(part.workersTitle && { identity: identityOf(part.pid, part.workersTitle, now, procfs) }),
        };
      });
    },
  };
}

/** The parts with workers, and their current ones. Empty on systems other than Linux. */
export function identitiesOfProcesses(parts: readonly Part[], procfs = '/proc'): [string, PartIdentity][] {
  if (process.platform !== 'linux' || parts.every(({ workersTitle }) => workersTitle === undefined))
    return [];
  const now = readProcesses(procfs);
  return parts.flatMap(({ name, pid, workersTitle }) =>
    workersTitle !== undefined && now.has(pid) ? [[name, identityOf(pid, workersTitle, now, procfs)]] : [],
  );
}

/**
 * Synchronous on purpose: hundreds of tiny reads of /proc take a few milliseconds of CPU, and eight times as much
 * through the thread pool.
 */
function readProcesses(procfs: string): Map<number, ProcessStat> {
  const processes = new Map<number, ProcessStat>();
  for (const entry of readdirSync(procfs)) {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) continue;
    const stat = readIfThere(`${procfs}/${pid}/stat`);
    if (stat !== null) processes.set(pid, parseProcessStat(stat));
  }
  return processes;
}

/** The processes of each part that is alive: a process belongs to its nearest ancestor that is a part. */
function membersOfParts(parts: readonly Part[], processes: Map<number, ProcessStat>): Map<string, number[]> {
  const nameOf = new Map(parts.map(({ name, pid }) => [pid, name]));
  const members = new Map<string, number[]>();
  for (const pid of processes.keys()) {
    let ancestor: number | undefined = pid;
    while (ancestor !== undefined && !nameOf.has(ancestor)) ancestor = processes.get(ancestor)?.parentPid;
    const name = ancestor === undefined ? undefined : nameOf.get(ancestor);
    if (name === undefined) continue;
    const pids = members.get(name);
    if (pids) pids.push(pid);
    else members.set(name, [pid]);
  }
  return members;
}

/** A process that did not exist at the last look has started since, so all its time counts now. */
function cpuSecBetween(before: Map<number, ProcessStat>, now: Map<number, ProcessStat>, pid: number): number {
  const current = now.get(pid)!;
  const earlier = before.get(pid);
  const isSame = earlier?.startTicks === current.startTicks;
  return Math.max(0, current.cpuSec - (isSame ? earlier.cpuSec : 0));
}

/** Other children do a job and end: nginx's cache loader does after a minute. */
function identityOf(
  pid: number,
  workersTitle: string,
  processes: Map<number, ProcessStat>,
  procfs: string,
): PartIdentity {
  const idOf = (each: number): string => `${each}@${processes.get(each)!.startTicks}`;
  const workers = [...processes].filter(
    ([child, { parentPid }]) =>
      parentPid === pid && readIfThere(`${procfs}/${child}/cmdline`)?.startsWith(workersTitle),
  );
  return { instance: idOf(pid), workers: workers.map(([worker]) => idOf(worker)) };
}

/** The total memory of a part's processes, and the fewest cores that any of them may use, by its CPU affinity or its own limit. */
function standingOf(
  procfs: string,
  pids: readonly number[],
  ownLimit: number | undefined,
): Pick<ProcessSecond, 'residentBytes' | 'coresAllowed'> {
  let privateBytes = 0;
  let sharedBytes = 0;
  let coresAllowed: number | null = ownLimit ?? null;
  for (const pid of pids) {
    const status = readIfThere(`${procfs}/${pid}/status`);
    if (status === null) continue;
    const memory = parseResidentMemory(status);
    privateBytes += memory.privateBytes;
    sharedBytes = Math.max(sharedBytes, memory.sharedBytes);
    const cores = parseAllowedCpus(status)?.length ?? null;
    if (cores !== null) coresAllowed = Math.min(cores, coresAllowed ?? cores);
  }
  return { residentBytes: privateBytes + sharedBytes, ...(coresAllowed !== null && { coresAllowed }) };
}

/** Null if one of them cannot be read, because a sum without it would be too small. */
function openFilesOf(procfs: string, pids: readonly number[]): number | null {
  let openFiles = 0;
  for (const pid of pids) {
    try {
      openFiles += readdirSync(`${procfs}/${pid}/fd`).length;
    } catch (error) {
      if (!isGone(error)) return null;
    }
  }
  return openFiles;
}
