import { setTimeout as sleep } from 'node:timers/promises';
import { giveBackSharedMemory } from '../postgres/postgres-memory.ts';
import type { PartSpec } from './guardian-protocol.ts';
import { isLive, killTrees, sendSignal, signalTree, startOf } from './process-tree.ts';

/** The first process of a part, and how it is asked to end. */
export type EndingPart = { pid: number; stopSignal: PartSpec['stopSignal'] };

/** Time for a part to end by itself: PostgreSQL needs it to release its shared memory. */
const GRACE_MS = 1_000;
const KILL_TIMEOUT_MS = 10_000;

/**
 * Asks parts to end, even paused ones, and waits a second for it.
 * @returns for killAllIn: the parts that are left, or may have left others of their group
 */
export async function askToEnd(parts: readonly EndingPart[]): Promise<number[]> {
  const asked = parts.map(({ pid, stopSignal }) => {
    const start = startOf(pid);
    sendSignal(pid, stopSignal);
    signalTree(pid, 'SIGCONT'); // a paused process gets the signal only when it is continued
    return { pid, start };
  });
  const deadlineMs = performance.now() + GRACE_MS;
  while (performance.now() < deadlineMs && asked.some(({ pid }) => isLive(pid))) await sleep(10);
  return asked.filter(({ pid, start }) => [start, null].includes(startOf(pid))).map(({ pid }) => pid);
}

/**
 * Kills what is left of parts and every process in their home, and releases the shared memory that they held.
 * @returns the processes that could not be ended
 */
export async function killAllIn(home: string, roots: number[]): Promise<number[]> {
  const survivors = await killTrees(roots, [home], KILL_TIMEOUT_MS);
  await giveBackSharedMemory(home);
  return survivors;
}
