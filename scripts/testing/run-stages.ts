import { addCounts, type Counts, closingLine, NO_TESTS } from './counts.ts';
import type { Stage, StageContext } from './stages.ts';

/**
 * Runs the stages in order and logs the result and duration of each.
 * @param clock gives milliseconds
 * @returns the sum over the stages; a run without tests counts as one failure
 */
export async function runStages(
  stages: readonly Stage[],
  context: StageContext,
  log: (line: string) => void,
  clock: () => number,
): Promise<Counts> {
  let sum = NO_TESTS;
  let testsRun = 0;
  for (const stage of stages) {
    if (context.signal.aborted) break;
    if (stage.isSlow && sum.failed > 0) {
      log(`  – ${stage.name}: not run, because a faster stage failed`);
      continue;
    }
    log(`  ▸ ${stage.name}`);
    const startedMs = clock();
    const counts = await stage.run(context);
    const tookSec = ((clock() - startedMs) / 1000).toFixed(1);
    log(`  ${counts.failed === 0 ? '✓' : '✗'} ${stage.name}: ${closingLine(counts)}  ${tookSec} s\n`);
    sum = addCounts(sum, counts);
    if (stage.kind === 'tests') testsRun += counts.passed + counts.failed;
  }
  if (testsRun > 0 || context.signal.aborted) return sum;
  log('  ✗ no test ran');
  return addCounts(sum, { passed: 0, failed: 1, skipped: 0 });
}
