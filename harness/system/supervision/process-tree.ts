import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isGone, systemErrorCode } from '../../store/disk.ts';

export type ProcessInfo = {
  pid: number;
  parentPid: number;
  groupId: number;
  /** null if it may not be read */
  cwd: string | null;
};

/**
 * Which of `processes` belong to the parts whose first processes are `roots`: their groups, their descendants, and
 * every process that works in one of `folders`. PostgreSQL's backends leave the group of their postmaster and lose their
 * parent when it dies, but their working folder is the data folder.
 */
export function membersOf(roots: number[], folders: string[], processes: ProcessInfo[]): number[] {
  const members = new Set<number>();
  const isInside = (cwd: string | null) =>
    cwd !== null && folders.some((folder) => cwd === folder || cwd.startsWith(folder + sep));
  for (const process of processes)
    if (roots.includes(process.pid) || roots.includes(process.groupId) || isInside(process.cwd))
      members.add(process.pid);
  let grew = true;
  while (grew) {
    grew = false;
    for (const process of processes)
      if (members.has(process.parentPid) && !members.has(process.pid)) {
        members.add(process.pid);
        grew = true;
      }
  }
  return [...members];
}

/** The running processes of this machine, from Linux's /proc; none on other systems. Zombies are left out. */
export function listProcesses(): ProcessInfo[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)) ?? []);
}

function readProcess(pid: number): ProcessInfo | null {
  try {
    const [state, parentPid, groupId] = statFields(pid);
    if (state === 'Z' || state === 'X') return null;
    return { pid, parentPid: Number(parentPid), groupId: Number(groupId), cwd: readCwd(pid) };
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

/** Whether a process runs; a zombie does not. */
export function isLive(pid: number): boolean {
  return process.platform === 'linux' ? readProcess(pid) !== null : sendSignal(pid, 0);
}

/** When a process was started, in clock ticks since boot, as text; null if there is none. Together with the pid it identifies a process. */
export function startOf(pid: number): string | null {
  try {
    return statFields(pid)[19]!;
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

/** Fields of /proc/<pid>/stat from the third on, "state ppid pgrp ...": the command before them may itself hold spaces and parentheses, see proc(5). */
function statFields(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function readCwd(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch (error) {
    if (isGone(error) || systemErrorCode(error) === 'EACCES') return null;
    throw error;
  }
}

/** Sends a signal to a process, or with a negative pid to a group. @returns whether there was one that we may signal */
export function sendSignal(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'ESRCH' || systemErrorCode(error) === 'EPERM') return false;
    throw error;
  }
}

/**
 * Sends a signal to a process, its group and its descendants: PostgreSQL's backends leave the group of their postmaster. A process that is
 * to be halted or killed is halted first, so that it cannot fork another one unseen.
 */
export function signalTree(root: number, signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
  if (signal === 'SIGKILL') sendSignal(root, 'SIGSTOP');
  else sendSignal(root, signal);
  for (const pid of membersOf([root], [], listProcesses())) sendSignal(pid, signal);
  sendSignal(-root, signal); // on systems whose processes cannot be listed
}

/**
 * Kills the parts of `roots` with everything that belongs to them, and repeats that until nothing is left: a process may
 * have been forked between listing and killing.
 * @returns the processes that were still there after timeoutMs
 */
export async function killTrees(roots: number[], folders: string[], timeoutMs: number): Promise<number[]> {
  const deadlineMs = performance.now() + timeoutMs;
  while (true) {
    const members = membersOf(roots, folders, listProcesses()).filter((pid) => pid !== process.pid);
    for (const pid of members) sendSignal(pid, 'SIGKILL');
    for (const root of roots) sendSignal(-root, 'SIGKILL');
    if (members.length === 0) return [];
    if (performance.now() > deadlineMs) return members;
    await sleep(10);
  }
}
