import { setTimeout as sleep } from 'node:timers/promises';
import type { Moment } from './kinds.ts';
import type { RoundPlan } from './plan.ts';
import type { RoundProcess } from './processes.ts';

/** What is visible of a run in progress. */
export type Sight = { output: string; processes: readonly RoundProcess[] };

/** The step that a moment follows, by its name in the progress output. */
const STEP_BEFORE: Partial<Record<Moment, string>> = {
  seeding: 'stores',
  'starting servers': 'sessions',
  'closing checks': 'load',
  verdict: 'checks',
};

/** Whether a moment has come, judged by the run's output, or by k6's status of the load. */
export async function hasCome({ moment, load }: RoundPlan, { output, processes }: Sight): Promise<boolean> {
  if (load !== null) {
    const k6 = processes.find(({ role, args }) => role === 'k6' && loadOf(args) === load);
    return k6 !== undefined && isReleased(k6);
  }
  const step = STEP_BEFORE[moment];
  if (step !== undefined) return new RegExp(`^ *✓ ${step} `, 'm').test(output);
  return processes.some(({ role }) => role === 'guardian');
}

/** The load that a k6 runs: its arguments name a console file, which contains the name of the load. */
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
 * Calls `look` repeatedly until it returns something, until `limitMs` have passed, or until the signal aborts.
 * @returns what it found, or null
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
