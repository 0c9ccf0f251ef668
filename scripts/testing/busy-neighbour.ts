import { setTimeout as sleep } from 'node:timers/promises';

/*
 * A program that takes a core for a part of every few seconds, as a neighbour on the machine does. For seeing what a calibration or a run says
 * beside one:
 *
 *     node scripts/testing/busy-neighbour.ts <busy ms> <every ms> <life ms>        # 500 3000 600000
 *
 * It ends by itself after its life, and at once by SIGTERM.
 */
const [busyMs = 500, everyMs = 3_000, lifeMs = 600_000] = process.argv.slice(2).map(Number);
const endsMs = performance.now() + lifeMs;
while (performance.now() < endsMs) {
  const idleFromMs = performance.now() + busyMs;
  while (performance.now() < idleFromMs);
  await sleep(everyMs - busyMs);
}
