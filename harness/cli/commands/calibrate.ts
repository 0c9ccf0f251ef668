import { resolve } from 'node:path';
import { Command } from 'commander';
import { provision } from '../../../scripts/provision/index.ts';
import { calibrationPlan, expectedDurationMs } from '../../calibrate/plan.ts';
import { formatDuration } from '../../model/format.ts';
import { proofloadCommand } from '../../model/installation.ts';
import { printCalibration, showCalibration } from '../calibration-summary.ts';
import { clearDead } from '../clear-dead.ts';
import { exitCodeOfOutcome } from '../outcome.ts';
import { requireTemporaryFolder } from '../own-environment.ts';
import { ProgressDisplay } from '../progress.ts';
import type { Shell } from '../shell.ts';

type CalibrateOptions = { quick?: true; json?: true; out: string };

export function calibrateCommand(shell: Shell): Command {
  return new Command('calibrate')
    .description(
      'Loads a server whose behaviour is known exactly, and compares the reported figures with it: what can this machine measure?',
    )
    .option(
      '--quick',
      'fewer requests, one step of the ceiling, no measurement of telemetry cost: a minute and a half instead of six',
    )
    .option('--out <dir>', 'where the calibration folder goes', 'runs')
    .option('--json', 'print one JSON object and nothing else on stdout')
    .addHelpText('after', `\nExample:\n  ${proofloadCommand('calibrate --quick')}\n`)
    .action((options: CalibrateOptions) => calibrateMachine(shell, options));
}

async function calibrateMachine(shell: Shell, options: CalibrateOptions): Promise<void> {
  requireTemporaryFolder(shell.env);
  const plan = calibrationPlan(options.quick ? 'quick' : 'full');
  await clearDead(shell, resolve(options.out));
  await provision({
    need: ['k6'],
    env: shell.env,
    log: (line) => shell.stderr.write(`${line}\n`),
    signal: shell.signal,
  });
  const { calibrate } = await import('../../calibrate/calibrate.ts'); // charts are slow to load
  const expectedMs = expectedDurationMs(plan);
  const display = new ProgressDisplay(shell.stderr, () => performance.now(), expectedMs);
  shell.stderr.write(
    `\n  Calibration: about ${formatDuration(Math.round(expectedMs / 10_000) * 10_000)}. It needs the machine to itself, and takes up to a third longer if it has to repeat what other programs disturbed\n\n`,
  );
  try {
    const { folder, calibration } = await calibrate({
      plan,
      runsFolder: resolve(options.out),
      env: shell.env,
      commandLine: process.argv.slice(2),
      signal: shell.signal,
      onProgress: display.onProgress,
    });
    display.close();
    if (options.json) printCalibration(shell, folder.path, calibration);
    else showCalibration(shell, folder.reportHtmlFile, calibration);
    shell.exitWith(exitCodeOfOutcome(calibration));
  } finally {
    display.close();
  }
}
