import { createRequire } from 'node:module';
import { Command, CommanderError } from 'commander';
import { onParentGone } from '../../scripts/parent-watch.ts';
import { asProofloadError, EXIT } from '../model/errors.ts';
import { calibrateCommand } from './commands/calibrate.ts';
import { compareCommand } from './commands/compare.ts';
import { doctorCommand } from './commands/doctor.ts';
import { reportCommand } from './commands/report.ts';
import { runsCommand } from './commands/runs.ts';
import { seedCommand } from './commands/seed.ts';
import { serveCommand } from './commands/serve.ts';
import { verifyCommand } from './commands/verify.ts';
import { failureAsJson, renderFailure } from './failure.ts';
import { takeEnvironment } from './own-environment.ts';
import type { Shell } from './shell.ts';

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

async function main(argv: string[]): Promise<void> {
  const abort = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => abort.abort(name));
  onParentGone(() => abort.abort('parent gone'));

  const shell: Shell = {
    env: takeEnvironment(process.env),
    stdout: process.stdout,
    stderr: process.stderr,
    signal: abort.signal,
    exitWith: (code) => {
      process.exitCode = code;
    },
  };
  const program = new Command('proofload')
    .description('Builds the system a design document describes, loads it, and says which promises hold.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(add --help for what is possible)')
    .addCommand(verifyCommand(shell), { isDefault: true });
  for (const command of [
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
  for (const command of program.commands) command.exitOverride();

  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? EXIT.pass : EXIT.usage;
      return;
    }
    const failure = asProofloadError(error);
    if (argv.includes('--json')) process.stdout.write(failureAsJson(failure));
    else process.stderr.write(renderFailure(failure));
    process.exitCode = failure.exitCode;
  }
}

await main(process.argv.slice(2));
