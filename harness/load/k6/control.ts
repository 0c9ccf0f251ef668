import { setTimeout as sleep } from 'node:timers/promises';
import { reasonOf } from '../../model/connection-reason.ts';

/** k6's execution status "paused before the run": all VUs exist, and it waits to be released. */
const PAUSED_BEFORE_RUN = 4;
const POLL_INTERVAL_MS = 50;

/** Resolves when the k6 at `address` has its VUs and waits; rejects if `signal` aborts first, with the last status or error. */
export async function untilPaused(address: string, signal: AbortSignal): Promise<void> {
  let last = 'it was not asked';
  while (!signal.aborted) {
    try {
      const status = await statusOf(address, signal);
      if (status === PAUSED_BEFORE_RUN) return;
      last = `its status was ${status}`;
    } catch (error) {
      if (!signal.aborted) last = reasonOf(error); // its API is not up yet
    }
    await sleep(POLL_INTERVAL_MS, undefined, { signal }).catch(() => {});
  }
  throw new Error(last, { cause: signal.reason });
}

async function statusOf(address: string, signal: AbortSignal): Promise<number> {
  const response = await fetch(`http://${address}/v1/status`, { signal });
  const { data } = (await response.json()) as { data: { attributes: { status: number } } };
  return data.attributes.status;
}

/** Makes the k6 at `address` begin. */
export async function release(address: string): Promise<void> {
  const response = await fetch(`http://${address}/v1/status`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ data: { type: 'status', id: 'default', attributes: { paused: false } } }),
  });
  if (!response.ok) throw new Error(`k6 at ${address} refused to begin: ${response.status}`);
}

/**
 * Makes the k6 at `address` collect its garbage now, and resolves when it has. Go's heap profile runs a collection first; k6 must have
 * been started with `--profiling-enabled`.
 */
export async function collectGarbage(address: string, signal: AbortSignal): Promise<void> {
  const response = await fetch(`http://${address}/debug/pprof/heap?gc=1`, { signal });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`k6 at ${address} did not collect its garbage: ${response.status}`);
}
