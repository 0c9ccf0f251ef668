import { resolve } from 'node:path';
import { provision } from '../../scripts/provision/index.ts';
import type { FinishedComparison } from '../compare/experiment.ts';
import { expectedDurationMs } from '../compare/experiment-time.ts';
import type { PlannedExperiment } from '../compare/plan-experiment.ts';
import { exitCodeOf } from '../model/ended-by.ts';
import { EXIT, type ExitCode } from '../model/errors.ts';
import { formatLoad } from '../model/experiment-load.ts';
import { formatCount, formatDuration } from '../model/format.ts';
import type { PlacedPlatform } from '../model/platform.ts';
import { printable } from '../program/printable.mjs';
import { givenStoresIn, programsOf } from '../system/planned-parts.ts';
import { showComparison } from './comparison-summary.ts';
import { pdfPrinter } from './pdf.ts';
import { ProgressDisplay } from './progress.ts';
import type { Shell } from './shell.ts';

export type CompareOptions = {
  all?: true;
  platform?: string;
  list?: true;
  resume?: string;
  repetitions?: string;
  seed: string;
  out: string;
  pdf?: true;
  json?: true;
};

/** The options of an experiment whose plan is made. */
export type CarryOutOptions = Pick<CompareOptions, 'resume' | 'out' | 'pdf' | 'json'> & {
  randomSeed: number;
};

/** An experiment, the platform that it is put to, and the command line that carries out this experiment alone. */
export type PlacedPlan = { plan: PlannedExperiment; platform: PlacedPlatform; commandLine: string[] };

/**
 * Installs what an experiment needs, carries it out, shows its progress, and unless JSON was asked for its comparison.
 * @throws ProofloadError any error that leaves nothing to compare
 */
export async function compareOne(
  shell: Shell,
  { plan, platform, commandLine }: PlacedPlan,
  { resume, out, pdf, json, randomSeed }: CarryOutOptions,
): Promise<FinishedComparison> {
  const print = pdf ? await pdfPrinter(shell) : null;
  await provision({
    need: [
      'k6',
      ...programsOf(
        plan.arms.map(({ topology }) => topology),
        givenStoresIn(shell.env),
      ),
    ],
    env: shell.env,
    log: (line) => shell.stderr.write(`${line}\n`),
    signal: shell.signal,
  });
  const { runExperiment } = await import('../compare/experiment.ts'); // data is slow to load
  const display = new ProgressDisplay(shell.stderr, () => performance.now(), expectedDurationMs(plan));
  shell.stderr.write(`\n  ${printable(plan.experiment.question)}\n  ${announcement(plan)}\n\n`);
  try {
    const finished = await runExperiment({
      plan,
      platform,
      runsFolder: resolve(out),
      randomSeed,
      ...(resume === undefined ? {} : { resume }),
      env: shell.env,
      commandLine,
      signal: shell.signal,
      onProgress: display.onProgress,
    });
    display.close();
    if (!json) showComparison(shell, finished.folder.reportHtmlFile, finished.comparison);
    await print?.(finished.folder.reportHtmlFile);
    return finished;
  } finally {
    display.close();
  }
}

function announcement(plan: PlannedExperiment): string {
  const { experiment, arms, repetitions } = plan;
  const often = formatCount(repetitions, 'time');
  return `${formatCount(arms.length, 'arm')}, each ${often}, at ${formatLoad(experiment.load)}: about ${formatDuration(Math.ceil(expectedDurationMs(plan) / 60_000) * 60_000)}`;
}

/** A refuted claim of a document counts as a broken promise. Without a claim, a finished comparison is a success. */
export function exitCodeOfComparison({
  comparison: { endedBy, status, claim },
}: Pick<FinishedComparison, 'comparison'>): ExitCode {
  if (endedBy) return exitCodeOf(endedBy);
  if (status === 'invalid') return EXIT.invalid;
  if (claim?.status === 'refuted') return EXIT.fail;
  return claim?.status === 'not-settled' ? EXIT.inconclusive : EXIT.pass;
}
