import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadedServer } from '../observed-server.ts';
import { readServer } from './read-server.ts';
import { figuresBetween } from './server-figures.ts';

const POLL_INTERVAL_MS = 200;

export type Stall = { durationMs: number; afterMs: number };

/**
 * Stops the server (SIGSTOP) some time after its first request, and lets it go on after `durationMs`. It keeps its connections, and
 * whatever arrives meanwhile waits in the kernel.
 * @param over aborted when the load has ended
 * @throws Error if the load ends before the stall
 */
export async function stallServer(
  server: LoadedServer,
  { durationMs, afterMs }: Stall,
  over: AbortSignal,
): Promise<void> {
  try {
    const before = await readServer(server);
    while (figuresBetween(before, await readServer(server)).requests === 0) {
      await sleep(POLL_INTERVAL_MS, undefined, { signal: over });
    }
    await sleep(afterMs, undefined, { signal: over });
  } catch (error) {
    throw over.aborted ? new Error('the load ended before the server was stopped') : error;
  }
  await server.part.pause();
  await sleep(durationMs);
  await server.part.resume();
}

/**
 * The response time that a share of the requests of an open load do not exceed, if they are counted from their intended start, answered
 * at once except in the stall, and caught up with at once after it: a request that is due in the stall waits for what is left of it.
 */
export function quantileWithStall(q: number, stallMs: number, loadMs: number): number {
  const shareInStall = stallMs / loadMs;
  return Math.max(0, stallMs * (1 - (1 - q) / shareInStall));
}
