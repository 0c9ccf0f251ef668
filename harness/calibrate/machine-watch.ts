import { readdirSync } from 'node:fs';
import type { MachineUse } from '../model/calibration.ts';
import { readIfThere } from '../store/disk.ts';
import type { Part } from '../telemetry/processes.ts';
import { parseAllowedCpus, parseMachineCpu, parseProcessStat } from '../telemetry/procfs.ts';

const TICKS_PER_SEC = 100;
const LOOK_EVERY_MS = 1000;

/** CPU time at one moment, in seconds: of our cores since boot, of each part since its start, and of every other process. */
export type CpuLook = {
  atMs: number;
  machineBusySec: number;
  machineTotalSec: number;
  cpuSecByPid: Map<number, number>;
  othersSecByPid: Map<number, number>;
};

/** Null without /proc. A process that has ended is left out. */
export function lookAtCpu(parts: readonly Part[], procfs = '/proc'): CpuLook | null {
  const stat = readIfThere(`${procfs}/stat`);
  if (stat === null) return null;
  const allowedCpus = parseAllowedCpus(readIfThere(`${procfs}/self/status`) ?? '');
  const { busy, total } = parseMachineCpu(stat, allowedCpus ?? undefined);
  const ours = new Set(parts.map(({ pid }) => pid));
  const cpuSecByPid = new Map<number, number>();
  const othersSecByPid = new Map<number, number>();
  for (const name of readdirSync(procfs)) {
    const pid = Number(name);
    const text = Number.isInteger(pid) ? readIfThere(`${procfs}/${pid}/stat`) : null;
    if (text !== null) (ours.has(pid) ? cpuSecByPid : othersSecByPid).set(pid, parseProcessStat(text).cpuSec);
  }
  return {
    atMs: Date.now(),
    machineBusySec: busy / TICKS_PER_SEC,
    machineTotalSec: total / TICKS_PER_SEC,
    cpuSecByPid,
    othersSecByPid,
  };
}

/** CPU time that the parts used between two looks. */
export function cpuSecOfParts(before: CpuLook, after: CpuLook): number {
  return grown(before, after.cpuSecByPid);
}

/** A process missing from `before` started in between, so all its time counts. One that has ended does not count. */
function grown(before: CpuLook, after: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const [pid, cpuSec] of after) {
    const earlier = before.cpuSecByPid.get(pid) ?? before.othersSecByPid.get(pid) ?? 0;
    sum += Math.max(0, cpuSec - earlier);
  }
  return sum;
}

/**
 * Who used the machine between two moments (epoch milliseconds), from looks a second apart. Other programs' use is the larger of
 * two figures: the machine's busy time that the parts did not use (including time that a host stole from a virtual machine), and
 * the CPU time of the other processes. The kernel counts the machine in ticks, which miss short bursts. It counts processes
 * exactly, but those that have ended cannot be read.
 */
export function machineUseOf(looks: readonly CpuLook[], fromMs: number, untilMs: number): MachineUse {
  const within = looks.filter(({ atMs }) => atMs >= fromMs && atMs <= untilMs);
  const [first, last] = [within[0], within.at(-1)];
  if (!first || !last || last.machineTotalSec <= first.machineTotalSec) {
    return { utilization: null, othersMean: null, othersMost: null };
  }
  const seconds = within.slice(1).map((look, i) => ({ before: within[i]!, after: look }));
  const othersSec = seconds.reduce((sum, { before, after }) => sum + othersSecBetween(before, after), 0);
  return {
    utilization: share(last.machineBusySec - first.machineBusySec, first, last),
    othersMean: share(othersSec, first, last),
    othersMost: Math.max(
      ...seconds.map(({ before, after }) => share(othersSecBetween(before, after), before, after)),
    ),
  };
}

/** From one moment to a later one, in epoch milliseconds. */
export type Span = { fromMs: number; untilMs: number };

/** The time between two looks, wherever other programs used more than `maxShare` of the machine. */
export function busySpans(looks: readonly CpuLook[], maxShare: number): Span[] {
  return looks.slice(1).flatMap((after, i) => {
    const before = looks[i]!;
    const isBusy = share(othersSecBetween(before, after), before, after) > maxShare;
    return isBusy ? [{ fromMs: before.atMs, untilMs: after.atMs }] : [];
  });
}

function othersSecBetween(before: CpuLook, after: CpuLook): number {
  const leftOver = after.machineBusySec - before.machineBusySec - cpuSecOfParts(before, after);
  return Math.max(0, leftOver, grown(before, after.othersSecByPid));
}

function share(cpuSec: number, before: CpuLook, after: CpuLook): number {
  const all = after.machineTotalSec - before.machineTotalSec;
  return all <= 0 ? 0 : Math.min(1, Math.max(0, cpuSec / all));
}

/** Reads the CPU times once a second until it is stopped; cheap enough to keep running while telemetry is off. */
export function watchMachine(parts: () => readonly Part[]): { stop(): CpuLook[] } {
  const looks: CpuLook[] = [];
  const look = () => {
    const seen = lookAtCpu(parts());
    if (seen) looks.push(seen);
  };
  look();
  const timer = setInterval(look, LOOK_EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      look();
      return looks;
    },
  };
}
