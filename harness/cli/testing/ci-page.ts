import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { gateCommand } from '../commands/gate.ts';
import { trendCommand } from '../commands/trend.ts';
import type { GateOptions } from '../gate-options.ts';
import type { Shell } from '../shell.ts';

/* What docs/ci.md shows. */

const PAGE = readFileSync(new URL('../../../docs/ci.md', import.meta.url), 'utf8');

export const WORKFLOWS = [...PAGE.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, text]) => text!);
export const BUDGETS = [...PAGE.matchAll(/^```json\n(.*?)^```/gms)].map(([, text]) => text!);
/** Lines that begin with "npx proofload". */
export const COMMANDS = [...PAGE.matchAll(/npx proofload [^\n`]*/g)].map(([line]) => line);

/** The words of a line of shell. A variable stays as it is written, and so does what is in quotes, without them. */
export function wordsOf(line: string): string[] {
  return [...line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) => word.replaceAll(/["']/g, ''));
}

export type ParsedCommand = { name: string; args: string[]; options: GateOptions };

/** A call of the command line, as it reads it; what it would do is not done. @throws CommanderError for one that it refuses */
export async function parsed([name, ...words]: readonly string[]): Promise<ParsedCommand> {
  const known = { gate: gateCommand, trend: trendCommand };
  if (!Object.hasOwn(known, name!))
    throw new Error(`docs/ci.md has a command "${name}", which this test does not know`);
  let found: ParsedCommand | null = null;
  const command: Command = known[name as keyof typeof known]({} as Shell)
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .action(() => {
      found = { name: name!, args: command.args, options: command.opts() };
    });
  await command.parseAsync(words, { from: 'user' });
  return found!;
}
