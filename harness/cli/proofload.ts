import { sep } from 'node:path';
import { Command, CommanderError } from 'commander';
import { didYouMean } from '../model/did-you-mean.ts';
import { EXIT, type ExitCode, ProofloadError } from '../model/errors.ts';
import type { Terminal } from '../program/run-program.ts';
import { VERSION } from '../program/version.ts';
import { platformSlugs } from '../run/load-platform.ts';
import { calibrateCommand } from './commands/calibrate.ts';
import { compareCommand } from './commands/compare.ts';
import { completionCommand } from './commands/completion.ts';
import { doctorCommand } from './commands/doctor.ts';
import { gateCommand } from './commands/gate.ts';
import { initCommand } from './commands/init.ts';
import { reportCommand } from './commands/report.ts';
import { runsCommand } from './commands/runs.ts';
import { seedCommand } from './commands/seed.ts';
import { serveCommand } from './commands/serve.ts';
import { trendCommand } from './commands/trend.ts';
import { verifyCommand } from './commands/verify.ts';
import { printJson } from './print-json.ts';
import type { Shell } from './shell.ts';

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
  let told = ''; // help, or the version: in several pieces, which are one object with --json
  const program = commandLine(shell, (text) => {
    told += text;
  });
  requireKnownName(argv, program);

  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw wrongUsage(error);
    if (argv.includes('--json')) printJson(shell, { kind: 'text', text: told });
    else shell.stdout.write(told);
  }
  return exitCode;
}

/**
 * Every command, with its arguments and options.
 * @param writeOut receives help and version, piece by piece, before parsing ends with a CommanderError
 */
export function commandLine(shell: Shell, writeOut: (text: string) => void): Command {
  const program = new Command('proofload')
    .description(
      'Puts load on a web system, your own or one that a design document describes, and reports which promises hold.',
    )
    .version(VERSION)
    .exitOverride()
    .configureOutput({
      writeOut,
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
    gateCommand,
    reportCommand,
    runsCommand,
    trendCommand,
    seedCommand,
    serveCommand,
    doctorCommand,
    completionCommand,
  ]) {
    program.addCommand(command(shell));
  }
  for (const command of program.commands) command.copyInheritedSettings(program);
  return program;
}

/**
 * The first word is a command, or a platform to verify. `verify` would take any other word for a platform. After `help` it is a command.
 * @throws ProofloadError USAGE
 */
function requireKnownName([first, second]: readonly string[], program: Command): void {
  const commands = program.commands.map((command) => command.name());
  if (first === 'help') requireOneOf(second, { commands });
  else if (!first?.includes(sep))
    requireOneOf(first, { commands: [...commands, 'help'], platforms: platformSlugs() });
}

function requireOneOf(
  name: string | undefined,
  { commands, platforms }: { commands: readonly string[]; platforms?: readonly string[] },
): void {
  const known = [...commands, ...(platforms ?? [])];
  if (name === undefined || name.startsWith('-') || known.includes(name)) return;
  throw new ProofloadError(
    'USAGE',
    `There is no command ${platforms ? 'and no platform ' : ''}called "${name}".`,
    `${didYouMean(name, known)}Commands: ${commands.join(', ')}.${platforms ? ` Platforms: ${platforms.join(', ')}.` : ''}`,
  );
}

/** Commander's message, which may end with a suggestion in brackets on a line of its own. */
function wrongUsage({ message }: CommanderError): ProofloadError {
  const [first = '', ...more] = message.replace(/^error: /, '').split('\n');
  const sentence = `${first.charAt(0).toUpperCase()}${first.slice(1).replace(/\.?$/, '.')}`;
  const suggestion = more.map((line) => `${line.replace(/^\((.*)\)$/, '$1')} `).join('');
  return new ProofloadError('USAGE', sentence, `${suggestion}Add --help to see all options.`);
}
