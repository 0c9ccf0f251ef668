import { join } from 'node:path';
import { readIfThere } from '../store/disk.ts';
import type { WallClock } from './clock.ts';

/** What can be seen of this machine's clock in a moment. */
export type ClockQuality = {
  /** the kernel's source of time, e.g. "tsc"; null: not known */
  source: string | null;
  /** how far the wall clock moved against the monotonic one */
  movedMs: number;
  /** how late the latest timer fired */
  latestTimerMs: number;
};

const SOURCE_FILE = 'sys/devices/system/clocksource/clocksource0/current_clocksource';
const LOOK_EVERY_MS = 5;

/**
 * Watches the clock for a while.
 * @param sleep resolves after at least so many milliseconds
 * @param root the folder that holds /sys
 */
export async function watchClock(
  { nowMs, monotonicMs }: Pick<WallClock, 'nowMs' | 'monotonicMs'>,
  sleep: (ms: number) => Promise<unknown>,
  { forMs, root = '/' }: { forMs: number; root?: string },
): Promise<ClockQuality> {
  const startedMs = monotonicMs();
  const offsetMs = nowMs() - startedMs;
  let [movedMs, latestTimerMs] = [0, 0];
  for (let beforeMs = startedMs; beforeMs - startedMs < forMs; ) {
    await sleep(LOOK_EVERY_MS);
    const thenMs = monotonicMs();
    latestTimerMs = Math.max(latestTimerMs, thenMs - beforeMs - LOOK_EVERY_MS);
    movedMs = Math.max(movedMs, Math.abs(nowMs() - thenMs - offsetMs));
    beforeMs = thenMs;
  }
  return { source: readIfThere(join(root, SOURCE_FILE))?.trim() ?? null, movedMs, latestTimerMs };
}
