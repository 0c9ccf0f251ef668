import { createRequire } from 'node:module';
import { Command, CommanderError } from 'commander';
import { EXIT, type ExitCode, ProofloadError } from '../model/errors.ts';
import type { Terminal } from '../program/run-program.ts';
import { calibrateCommand } from './commands/calibrate.ts';
import { compareCommand } from './commands/compare.ts';
import { doctorCommand } from './commands/doctor.ts';
import { initCommand } from './commands/init.ts';
import { reportCommand } from './commands/report.ts';
import { runsCommand } from './commands/runs.ts';
import { seedCommand } from './commands/seed.ts';
import { serveCommand } from './commands/serve.ts';
import { verifyCommand } from './commands/verify.ts';
import type { Shell } from './shell.ts';

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

/**
 * The command line.
 * @throws ProofloadError USAGE for unknown arguments, and every error of a command
 */
export async function proofload(argv: string[], terminal: Terminal): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.pass;
  const shell: Shell = {
    ...terminal,
    exitWith: (code) => {
      exitCode = code;
    },
  };
  const program = new Command('proofload')
    .description(
      'Builds the system that a design document describes, loads it, and reports which promises hold.',
    )
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: shell.stdout.write,
      writeErr: shell.stderr.write,
      outputError: () => {}, // thrown as well, and reported like every other error
      getOutHelpWidth: () => shell.stdout.columns,
      getErrHelpWidth: () => shell.stderr.columns,
    })
    .addCommand(verifyCommand(shell), { isDefault: true });
  for (const command of [
    initCommand,
    compareCommand,
    calibrateCommand,
    reportCommand,
    runsCommand,
    seedCommand,
    serveCommand,
    doctorCommand,
  ]) {
    program.addCommand(command(shell));
  }
  for (const command of program.commands) command.copyInheritedSettings(program);

  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw wrongUsage(error);
  }
  return exitCode;
}

function wrongUsage({ message }: CommanderError): ProofloadError {
  const [first = '', ...more] = message.replace(/^error: /, '').split('\n');
  const sentence = `${first.charAt(0).toUpperCase()}${first.slice(1).replace(/\.?$/, '.')}`;
  return new ProofloadError('USAGE', [sentence, ...more].join(' '), 'Add --help to see all options.');
}
