import { setTimeout as sleep } from 'node:timers/promises';
import type { Moment } from './kinds.ts';
import type { RoundPlan } from './plan.ts';
import type { RoundProcess } from './processes.ts';

/** What can be seen of a running run. */
export type Sight = { output: string; processes: readonly RoundProcess[] };

/** The step that a moment follows, as the progress of the run prints it. */
const STEP_BEFORE: Partial<Record<Moment, string>> = {
  seeding: 'stores',
  'starting servers': 'sessions',
  'closing checks': 'load',
  verdict: 'checks',
};

/** Whether a moment has come: by what the run prints, or by what k6 says about its load. */
export async function hasCome({ moment, load }: RoundPlan, { output, processes }: Sight): Promise<boolean> {
  if (load !== null) {
    const k6 = processes.find(({ role, args }) => role === 'k6' && loadOf(args) === load);
    return k6 !== undefined && isReleased(k6);
  }
  const step = STEP_BEFORE[moment];
  if (step !== undefined) return new RegExp(`^ *✓ ${step} `, 'm').test(output);
  return processes.some(({ role }) => role === 'guardian');
}

/** The load of a k6 by its arguments: it is in the name of the file that its console goes to. */
export function loadOf(args: readonly string[]): string | null {
  return /\/console-([^-/]+)-[^/]*\.log$/.exec(args[args.indexOf('--console-output') + 1] ?? '')?.[1] ?? null;
}

/** Whether a k6 that was started paused has been released. */
async function isReleased({ args }: RoundProcess): Promise<boolean> {
  try {
    const address = args[args.indexOf('--address') + 1];
    const response = await fetch(`http://${address}/v1/status`, { signal: AbortSignal.timeout(1_000) });
    const { data } = (await response.json()) as { data: { attributes: { paused: boolean } } };
    return !data.attributes.paused;
  } catch {
    return false; // its API is not up yet
  }
}

/**
 * Asks repeatedly until something holds, or until `limitMs` are over or the signal aborts.
 * @returns what held, or null
 */
export async function until<T>(
  look: () => T | null | Promise<T | null>,
  { limitMs, everyMs = 20, signal }: { limitMs: number; everyMs?: number; signal?: AbortSignal },
): Promise<T | null> {
  const deadlineMs = performance.now() + limitMs;
  while (!signal?.aborted) {
    const found = await look();
    if (found !== null || performance.now() > deadlineMs) return found;
    await sleep(everyMs);
  }
  return null;
}
