import { relative, resolve } from 'node:path';
import { provision } from '../../scripts/provision/index.ts';
import type { Indicator } from '../model/indicator.ts';
import type { FinishedRun } from '../run/run.ts';
import { givenStoresIn, programsOf } from '../system/planned-parts.ts';
import { headline } from '../verdict/headline.ts';
import type { FollowedRun } from './live/follow-run.ts';
import { showOutcome } from './outcome.ts';
import { pdfPrinter } from './pdf.ts';
import { ProgressDisplay } from './progress.ts';
import type { Shell } from './shell.ts';
import { announcement, expectedRunMs, type VerifyOptions, type VerifyPlan } from './verify-plan.ts';
import { wrap } from './wrap.ts';

export type VerifyOneOptions = Pick<VerifyOptions, 'out' | 'json' | 'pdf' | 'live'> & {
  /** that carries this run out again; default: the one that was typed */
  commandLine?: string[];
};

/**
 * Installs what a run needs, carries it out, shows its progress, and unless JSON was asked for its verdict.
 * @param measures indicators that are recorded in addition to those of the targets
 * @throws ProofloadError any error that ends a run before its load
 */
export async function verifyOne(
  shell: Shell,
  plan: VerifyPlan,
  options: VerifyOneOptions,
  measures: readonly Indicator[] = [],
): Promise<FinishedRun> {
  const { sizes, ...given } = plan;
  const { title } = plan.platform;
  const print = options.pdf ? await pdfPrinter(shell) : null;
  await provision({
    need: ['k6', ...programsOf(plan.target ? [] : [plan.topology], givenStoresIn(shell.env))],
    env: shell.env,
    log: (line) => shell.stderr.write(`${line}\n`),
    signal: shell.signal,
  });
  const expectedMs = expectedRunMs(plan);
  const { runOnce } = await import('../run/run.ts'); // data is slow to load
  const display = new ProgressDisplay(shell.stderr, () => performance.now(), expectedMs);
  const first = `${title}: ${announcement(plan)}, about ${Math.ceil(expectedMs / 60_000)} min`;
  shell.stderr.write(`\n${wrap(first, shell.stderr.columns - 2, 2).join('\n')}\n\n`);
  const live = options.live ? await showLive(shell, display, plan) : null;
  let ending = 'It ended without a verdict.';
  try {
    const finished = await runOnce({
      ...(given.target ? given : { ...given, datasetSize: sizes.dataset }),
      measures,
      runsFolder: resolve(options.out),
      env: shell.env,
      commandLine: options.commandLine ?? process.argv.slice(2),
      signal: shell.signal,
      onProgress: live?.onProgress ?? display.onProgress,
    });
    ending = `${headline(finished.verdict, finished.run)} The report is ${relative('.', finished.folder.reportHtmlFile)}.`;
    display.close();
    if (!options.json) showOutcome(shell, finished);
    await print?.(finished.folder.reportHtmlFile);
    return finished;
  } finally {
    display.close();
    await live?.end(ending);
  }
}

async function showLive(shell: Shell, display: ProgressDisplay, plan: VerifyPlan): Promise<FollowedRun> {
  const { followRun } = await import('./live/follow-run.ts'); // reads the page
  return followRun(shell, display, {
    title: plan.platform.title,
    load: announcement(plan),
    expectedMs: expectedRunMs(plan),
    clock: () => performance.now(),
  });
}
