import type { CommandOutput } from '../model/command-output.ts';
import type { Shell } from './shell.ts';

/** Prints the result of a command as one JSON object, for programs. */
export function printJson({ stdout }: Pick<Shell, 'stdout'>, output: CommandOutput): void {
  stdout.writeJson({ schemaVersion: 2, ...output });
}
