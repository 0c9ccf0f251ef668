import type { ExitCode } from '../model/errors.ts';
import type { Terminal } from '../program/run-program.ts';

/** What every command has access to. */
export type Shell = Terminal & {
  /** called by a command that ends in something other than success */
  exitWith(code: ExitCode): void;
};
