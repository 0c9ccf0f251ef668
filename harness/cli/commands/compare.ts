import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { platformIn, readExperiment, shippedExperiments } from '../../compare/experiment-file.ts';
import { expectedDurationMs } from '../../compare/experiment-time.ts';
import { type PlannedExperiment, planExperiment } from '../../compare/plan-experiment.ts';
import { ProofloadError } from '../../model/errors.ts';
import type { Experiment } from '../../model/experiment.ts';
import { proofloadCommand } from '../../model/installation.ts';
import type { PlacedPlatform } from '../../model/platform.ts';
import { printable } from '../../program/printable.mjs';
import { defaultPlatform, loadPlatform, platformSlugs } from '../../run/load-platform.ts';
import { openExperimentFolder, readExperimentRun } from '../../store/index.ts';
import { clearDead } from '../clear-dead.ts';
import { commandLineAlone } from '../command-line-alone.ts';
import { type CompareOptions, compareOne, exitCodeOfComparison } from '../compare-one.ts';
import { compareSeveral } from '../compare-several.ts';
import { printComparisons } from '../comparison-summary.ts';
import { wholeNumber } from '../options.ts';
import { requireUsable } from '../own-environment.ts';
import { PDF_HELP } from '../pdf.ts';
import { printJson } from '../print-json.ts';
import type { Shell } from '../shell.ts';
import { wrap } from '../wrap.ts';

export function compareCommand(shell: Shell): Command {
  return new Command('compare')
    .description(
      'Compares configurations of a platform: which differences are real, how large they are, and why.',
    )
    .argument('[experiment...]', 'names of experiments that come with Proofload, or files')
    .option('--all', 'every experiment of the platform, one after the other, with an index of their reports')
    .option(
      '--platform <slug>',
      `which platform (default: the one in the file, or that the experiment belongs to, or ${defaultPlatform()})`,
    )
    .option('--list', 'list the experiments that come with Proofload, and how long they take')
    .option('--resume <dir>', 'continue an interrupted experiment')
    .option('--repetitions <n>', 'repetitions of every arm (default: those of the experiment)')
    .option('--seed <n>', 'random seed of data, traffic and order', '1')
    .option('--out <dir>', 'where the folder of the experiment goes', 'runs')
    .option('--pdf', PDF_HELP)
    .option('--json', 'print one JSON object and nothing else on stdout')
    .addHelpText(
      'after',
      `\nExamples:\n  ${proofloadCommand('compare cache')}\n  ${proofloadCommand('compare indexes cache pool')}\n`,
    )
    .action((names: string[], options: CompareOptions, command: Command) =>
      compare(shell, names, options, command),
    );
}

async function compare(
  shell: Shell,
  names: string[],
  options: CompareOptions,
  command: Command,
): Promise<void> {
  if (options.list) return list(shell, options);
  requireUsable(shell.env);
  const { resume } = options;
  const randomSeed = wholeNumber('--seed', options.seed, { min: 0, max: 2 ** 31 - 1 });
  await clearDead(shell, resolve(resume === undefined ? options.out : join(resume, '..')));
  const asked = await askedOf(names, options);
  const isSeveral = options.all || asked.length > 1;
  const plans = asked.map(({ experiment, platform }, i) => ({
    platform,
    plan: planExperiment(experiment, platform),
    commandLine: isSeveral ? commandLineAlone(command, names[i] ?? experiment.name) : process.argv.slice(2),
  }));
  if (isSeveral) return compareSeveral(shell, plans, { ...options, randomSeed });

  const finished = await compareOne(shell, plans[0]!, { ...options, randomSeed });
  if (options.json) printComparisons(shell, [finished]);
  shell.exitWith(exitCodeOfComparison(finished));
}

type Asked = { experiment: Experiment; platform: PlacedPlatform };

async function askedOf(names: string[], options: CompareOptions): Promise<Asked[]> {
  if (options.resume !== undefined) {
    if (options.all || names.length > 1) {
      throw new ProofloadError(
        'INVALID_OPTION',
        '--resume continues one experiment.',
        'Leave out --all and the names, or resume them one at a time.',
      );
    }
    const { experiment } = await readExperimentRun(await openExperimentFolder(options.resume));
    return [{ experiment, platform: await loadPlatform(options.platform ?? experiment.platform) }];
  }
  if (options.all) {
    if (names.length > 0) {
      throw new ProofloadError(
        'USAGE',
        '--all means every experiment of a platform, so no experiment can be named.',
        `Leave out ${names[0]}, or --all. The platform is named by --platform.`,
      );
    }
    const platform = await loadPlatform(options.platform ?? defaultPlatform());
    const sensible = (await shippedExperiments(platform)).filter(
      (experiment) => planOrNone(experiment, platform).length > 0,
    );
    return sensible.map((experiment) => ({ experiment: withRepetitions(experiment, options), platform }));
  }
  if (names.length === 0) {
    throw new ProofloadError(
      'USAGE',
      'No experiment was named.',
      `Name one, for example: ${proofloadCommand('compare cache')}. All of them: ${proofloadCommand('compare --list')}`,
    );
  }
  return Promise.all(
    names.map(async (name) => {
      const platform = await platformFor(name, options);
      return { experiment: withRepetitions(await readExperiment(name, platform), options), platform };
    }),
  );
}

/** The platform that an experiment is put to, unless an option names one: the one in its file, or the default if it has it, or its owner. */
async function platformFor(name: string, options: CompareOptions): Promise<PlacedPlatform> {
  const named = options.platform ?? (await platformIn(name));
  const platform = await loadPlatform(named ?? defaultPlatform());
  if (named !== null || name.endsWith('.json')) return platform;
  const isShipped = async (by: PlacedPlatform) =>
    (await shippedExperiments(by)).some((experiment) => experiment.name === name);
  if (await isShipped(platform)) return platform;
  for (const slug of platformSlugs()) {
    const other = await loadPlatform(slug);
    if (await isShipped(other)) return other;
  }
  return platform;
}

function withRepetitions(experiment: Experiment, { repetitions }: CompareOptions): Experiment {
  if (repetitions === undefined) return experiment;
  return { ...experiment, repetitions: wholeNumber('--repetitions', repetitions, { min: 4, max: 50 }) };
}

async function list(shell: Shell, { json, platform: slug }: CompareOptions): Promise<void> {
  const platform = await loadPlatform(slug ?? defaultPlatform());
  const plans = (await shippedExperiments(platform)).flatMap((experiment) =>
    planOrNone(experiment, platform),
  );
  if (json) {
    const experiments = plans.map((plan) => ({
      experimentName: plan.experiment.name,
      platform: plan.experiment.platform,
      question: plan.experiment.question,
      armLabels: plan.arms.map(({ label }) => label),
      repetitionsPerArm: plan.experiment.repetitions,
      expectedDurationMs: expectedDurationMs(plan),
    }));
    printJson(shell, { kind: 'experiments', experiments });
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
    `\n  Run one: ${proofloadCommand(`compare ${plans[0]?.experiment.name ?? '<file>'}`)}${slug === undefined ? '' : ` --platform ${printable(slug)}`}\n\n`,
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
