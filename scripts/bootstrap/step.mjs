const STILL_BUSY_EVERY_MS = 30_000;

/**
 * Runs a long step of set-up. It logs a line before it starts (`doing`), the elapsed time every STILL_BUSY_EVERY_MS, and a line with
 * the total time at the end (`done`).
 * @template T
 * @param {{ log: (line: string) => void, doing: string, done: string }} step
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function announced({ log, doing, done }, work) {
  const startedMs = performance.now();
  const elapsedSec = () => (performance.now() - startedMs) / 1000;
  log(`  ▸ set-up       ${doing}`);
  const stillBusy = setInterval(
    () => log(`    set-up       ${elapsedSec().toFixed(0)} s`),
    STILL_BUSY_EVERY_MS,
  );
  try {
    const result = await work();
    log(`  ✓ set-up       ${done}  ${elapsedSec().toFixed(1)} s`);
    return result;
  } finally {
    clearInterval(stillBusy);
  }
}
