import { resolve } from 'node:path';
import { Command } from 'commander';
import { proofloadCommand } from '../../model/installation.ts';
import { makeFolders } from '../../store/disk.ts';
import { clearDead } from '../clear-dead.ts';
import { gateOnBaseline, gateOnBudget, reportsFolderOf } from '../gate-finished.ts';
import { calibrateGate, gateBaseAgainstHead } from '../gate-in-turns.ts';
import { endCalibration } from '../gate-noise-summary.ts';
import { type GateOptions, gateModeOf, inconclusiveOf } from '../gate-options.ts';
import { endGate } from '../gate-outcome.ts';
import { requireUsable } from '../own-environment.ts';
import { withOwnLoadOptions } from '../own-load-options.ts';
import type { Shell } from '../shell.ts';

export function gateCommand(shell: Shell): Command {
  const command = new Command('gate')
    .description('Passes or fails in CI: judges a run by a budget, or a version against its base.')
    .argument(
      '[run...]',
      'folders of finished runs; without any, the system of a config or --url is measured',
    )
    .option('--budget <file>', 'bounds of figures and of their changes (default: the targets of the run)')
    .option('--only <id...>', 'judge only these entries of the budget')
    .option('--inconclusive <pass|fail>', 'what an inconclusive gate counts as (default: exit code 3)')
    .option(
      '--base <command>',
      'command that starts the version to compare with, which answers at the URL of the config',
    )
    .option('--head <command>', 'command that starts the version to judge')
    .option('--base-url <url>', 'where the base answers, if not where the config says')
    .option('--head-url <url>', 'the same for the head')
    .option('--pairs <n>', 'pairs of runs in each of the two looks (default: 4)')
    .option(
      '--baseline <dir>',
      'compare with the last passing runs in this folder that were made on equal hardware',
    )
    .option(
      '--calibrate',
      'measure the noise of this machine with pairs of equal runs: how small may a bound be?',
    );
  return withOwnLoadOptions(command)
    .option('--duration <time>', 'how long each load is judged (base and head: 30s by default)')
    .option('--quick', 'fewer users and short phases')
    .option('--seed <n>', 'random seed of traffic and order', '1')
    .option('--out <dir>', 'where run folders go', 'runs')
    .option('--reports <dir>', 'where the files of the gate go (default: next to its runs)')
    .option('--json', 'print one JSON object and nothing else on stdout')
    .addHelpText(
      'after',
      `
Examples:
  ${proofloadCommand('gate runs/20261129T080000Z-shop-3f9a1c --budget budget.json')}
  ${proofloadCommand("gate --url http://127.0.0.1:3000/api/items --rate 200 --base 'node ../base/server.js' --head 'node server.js'")}
  ${proofloadCommand("gate --calibrate --url http://127.0.0.1:3000/api/items --rate 200 --head 'node server.js'")}
`,
    )
    .action((runs: string[], options: GateOptions) => gate(shell, runs, options));
}

async function gate(shell: Shell, runs: string[], options: GateOptions): Promise<void> {
  requireUsable(shell.env);
  const mode = gateModeOf(runs, options);
  const inconclusive = inconclusiveOf(options);
  if (options.reports !== undefined) await makeFolders(resolve(options.reports)); // not at the end, when all is measured
  await clearDead(shell, resolve(options.out));
  if (mode === 'calibrate') {
    return endCalibration(shell, await calibrateGate(shell, options), options.json === true);
  }
  const judged = await {
    budget: () => gateOnBudget(shell, runs, options),
    baseline: () => gateOnBaseline(shell, runs, options),
    'base-head': () => gateBaseAgainstHead(shell, options),
  }[mode]();
  await endGate(shell, judged.gate, {
    inconclusive,
    reports: reportsFolderOf(judged, options),
    judgedRuns: judged.judgedRuns,
    ...(options.json && { json: true }),
  });
}
