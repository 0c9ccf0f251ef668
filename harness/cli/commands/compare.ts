import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { provision } from '../../../scripts/provision/index.ts';
import type { FinishedComparison } from '../../compare/experiment.ts';
import { platformIn, readExperiment, shippedExperiments } from '../../compare/experiment-file.ts';
import { expectedDurationMs } from '../../compare/experiment-time.ts';
import { type PlannedExperiment, planExperiment } from '../../compare/plan-experiment.ts';
import { exitCodeOf as exitCodeOfEnding } from '../../model/ended-by.ts';
import { EXIT, type ExitCode, ProofloadError } from '../../model/errors.ts';
import type { Experiment } from '../../model/experiment.ts';
import { formatLoad } from '../../model/experiment-load.ts';
import { formatCount, formatDuration } from '../../model/format.ts';
import type { PlacedPlatform } from '../../model/platform.ts';
import { printable } from '../../program/printable.mjs';
import { defaultPlatform, loadPlatform } from '../../run/load-platform.ts';
import { openExperimentFolder, readExperimentRun } from '../../store/index.ts';
import { givenStoresIn, programsOf } from '../../system/planned-parts.ts';
import { clearDead } from '../clear-dead.ts';
import { printComparison, showComparison } from '../comparison-summary.ts';
import { wholeNumber } from '../options.ts';
import { requireUsable } from '../own-environment.ts';
import { ProgressDisplay } from '../progress.ts';
import type { Shell } from '../shell.ts';
import { wrap } from '../wrap.ts';

type CompareOptions = {
  platform?: string;
  list?: true;
  resume?: string;
  repetitions?: string;
  seed: string;
  out: string;
  json?: true;
};

export function compareCommand(shell: Shell): Command {
  return new Command('compare')
    .description('Compares configurations of a platform: which difference is real, how large it is, and why.')
    .argument('[experiment]', 'the name of an experiment that comes with Proofload, or a file')
    .option('--platform <slug>', `which platform (default: ${defaultPlatform()}, or the one in the file)`)
    .option('--list', 'list the experiments that come with Proofload, and how long they take')
    .option('--resume <dir>', 'continue an interrupted experiment')
    .option('--repetitions <n>', 'repetitions of every arm (default: those of the experiment)')
    .option('--seed <n>', 'random seed of data, traffic and order', '1')
    .option('--out <dir>', 'where the folder of the experiment goes', 'runs')
    .option('--json', 'print one JSON object and nothing else on stdout')
    .addHelpText('after', '\nExample:\n  npm start -- compare cache\n')
    .action((name: string | undefined, options: CompareOptions) => compare(shell, name, options));
}

async function compare(shell: Shell, name: string | undefined, options: CompareOptions): Promise<void> {
  if (options.list) return list(shell, options);
  requireUsable(shell.env);
  const randomSeed = wholeNumber('--seed', options.seed, { min: 0, max: 2 ** 31 - 1 });
  await clearDead(shell, resolve(options.resume === undefined ? options.out : join(options.resume, '..')));
  const { experiment, platform } = await askedOf(name, options);
  const plan = planExperiment(experiment, platform);
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
  const expectedMs = expectedDurationMs(plan);
  const { runExperiment } = await import('../../compare/experiment.ts'); // data is slow to load
  const display = new ProgressDisplay(shell.stderr, () => performance.now(), expectedMs);
  shell.stderr.write(`\n  ${printable(experiment.question)}\n  ${announcement(plan)}\n\n`);
  try {
    const finished = await runExperiment({
      plan,
      platform,
      runsFolder: resolve(options.out),
      randomSeed,
      ...(options.resume === undefined ? {} : { resume: options.resume }),
      env: shell.env,
      commandLine: process.argv.slice(2),
      signal: shell.signal,
      onProgress: display.onProgress,
    });
    display.close();
    if (options.json) printComparison(shell, finished.folder.path, finished.comparison);
    else showComparison(shell, finished.folder.reportHtmlFile, finished.comparison);
    shell.exitWith(exitCodeOf(finished));
  } finally {
    display.close();
  }
}

type Asked = { experiment: Experiment; platform: PlacedPlatform };

async function askedOf(name: string | undefined, options: CompareOptions): Promise<Asked> {
  if (options.resume !== undefined) {
    const { experiment } = await readExperimentRun(await openExperimentFolder(options.resume));
    return { experiment, platform: await loadPlatform(options.platform ?? experiment.platform) };
  }
  if (name === undefined) {
    throw new ProofloadError(
      'USAGE',
      'No experiment was named.',
      'Name one, for example: npm start -- compare cache. All of them: npm start -- compare --list',
    );
  }
  const platform = await loadPlatform(options.platform ?? (await platformIn(name)) ?? defaultPlatform());
  const experiment = await readExperiment(name, platform);
  if (options.repetitions === undefined) return { experiment, platform };
  const repetitions = wholeNumber('--repetitions', options.repetitions, { min: 4, max: 50 });
  return { experiment: { ...experiment, repetitions }, platform };
}

function announcement(plan: PlannedExperiment): string {
  const { experiment, arms, repetitions } = plan;
  const often = formatCount(repetitions, 'time');
  return `${formatCount(arms.length, 'arm')}, each ${often}, at ${formatLoad(experiment.load)}: about ${formatDuration(Math.ceil(expectedDurationMs(plan) / 60_000) * 60_000)}`;
}

async function list(shell: Shell, { json, platform: slug }: CompareOptions): Promise<void> {
  const platform = await loadPlatform(slug ?? defaultPlatform());
  const plans = (await shippedExperiments(platform)).flatMap((experiment) =>
    planOrNone(experiment, platform),
  );
  if (json) {
    const experiments = plans.map((plan) => ({
      name: plan.experiment.name,
      platform: plan.experiment.platform,
      question: plan.experiment.question,
      arms: plan.arms.map(({ label }) => label),
      repetitions: plan.experiment.repetitions,
      expectedDurationMs: expectedDurationMs(plan),
    }));
    shell.stdout.writeJson({ schemaVersion: 1, experiments });
    return;
  }
  shell.stdout.write('\n');
  for (const plan of plans) {
    const minutes = `${Math.ceil(expectedDurationMs(plan) / 60_000)} min`;
    const arms = armsInShort(plan.arms.map(({ label }) => label));
    shell.stdout.write(
      `  ${plan.experiment.name.padEnd(16)} ${minutes.padStart(6)}   ${plan.experiment.question}\n`,
    );
    for (const line of wrap(arms, shell.stdout.columns - 30, 0)) {
      shell.stdout.write(`${' '.repeat(28)}${line.trim()}\n`);
    }
  }
  shell.stdout.write(
    `\n  Run one: npm start -- compare ${plans[0]?.experiment.name ?? '<file>'}${slug === undefined ? '' : ` --platform ${printable(slug)}`}\n\n`,
  );
}

/** The plan of an experiment; none if the experiment makes no sense for this platform. */
function planOrNone(experiment: Experiment, platform: PlacedPlatform): PlannedExperiment[] {
  try {
    return [planExperiment(experiment, platform)];
  } catch (error) {
    if (error instanceof ProofloadError && error.code === 'EXPERIMENT_INVALID') return [];
    throw error;
  }
}

/** "cache: none | Redis", if all arms vary the same factor. */
function armsInShort(labels: string[]): string {
  const [factor] = labels[0]!.split(': ', 1);
  const isShared = labels.every((label) => label.startsWith(`${factor}: `) && !label.includes(','));
  const levels = isShared ? labels.map((label) => label.slice(factor!.length + 2)) : labels;
  return `${isShared ? `${factor}: ` : ''}${levels.join(' | ')}`;
}

/** A refuted claim of a document counts as a broken promise. Without a claim, a finished comparison is a success. */
function exitCodeOf({ comparison: { endedBy, status, claim } }: FinishedComparison): ExitCode {
  if (endedBy) return exitCodeOfEnding(endedBy);
  if (status === 'invalid') return EXIT.invalid;
  if (claim?.status === 'refuted') return EXIT.fail;
  return claim?.status === 'not-settled' ? EXIT.inconclusive : EXIT.pass;
}
