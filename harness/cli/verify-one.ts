import { resolve } from 'node:path';
import { provision } from '../../scripts/provision/index.ts';
import type { FinishedRun } from '../run/run.ts';
import { givenStoresIn, programsOf } from '../system/planned-parts.ts';
import { showOutcome } from './outcome.ts';
import { ProgressDisplay } from './progress.ts';
import type { Shell } from './shell.ts';
import { announcement, expectedRunMs, type VerifyOptions, type VerifyPlan } from './verify-plan.ts';

/**
 * Installs what a run needs, carries it out, shows its progress, and unless JSON was asked for its verdict.
 * @throws ProofloadError any error that ends a run before its load
 */
export async function verifyOne(
  shell: Shell,
  plan: VerifyPlan,
  options: VerifyOptions,
): Promise<FinishedRun> {
  const { sizes, ...given } = plan;
  const { title } = plan.platform;
  await provision({
    need: ['k6', ...programsOf(plan.target ? [] : [plan.topology], givenStoresIn(shell.env))],
    env: shell.env,
    log: (line) => shell.stderr.write(`${line}\n`),
    signal: shell.signal,
  });
  const expectedMs = expectedRunMs(plan);
  const { runOnce } = await import('../run/run.ts'); // data is slow to load
  const display = new ProgressDisplay(shell.stderr, () => performance.now(), expectedMs);
  shell.stderr.write(`\n  ${title}: ${announcement(plan)}, about ${Math.ceil(expectedMs / 60_000)} min\n\n`);
  try {
    const finished = await runOnce({
      ...(given.target ? given : { ...given, datasetSize: sizes.dataset }),
      runsFolder: resolve(options.out),
      env: shell.env,
      commandLine: process.argv.slice(2),
      signal: shell.signal,
      onProgress: display.onProgress,
    });
    display.close();
    if (!options.json) showOutcome(shell, finished, title);
    return finished;
  } finally {
    display.close();
  }
}
