import { setTimeout as sleep } from 'node:timers/promises';

/*
 * A program that takes a core for part of every few seconds, like another program on the machine. It shows what a calibration or a run
 * reports in such company:
 *
 *     node scripts/testing/busy-neighbour.ts <busy ms> <every ms> <life ms>        # 500 3000 600000
 *
 * It ends after its life, or at once on SIGTERM.
 */
const [busyMs = 500, everyMs = 3_000, lifeMs = 600_000] = process.argv.slice(2).map(Number);
const endsMs = performance.now() + lifeMs;
while (performance.now() < endsMs) {
  const idleFromMs = performance.now() + busyMs;
  while (performance.now() < idleFromMs);
  await sleep(everyMs - busyMs);
}
