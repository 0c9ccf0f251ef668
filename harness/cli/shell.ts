import type { ExitCode } from '../model/errors.ts';

/** What every command gets: the one place where argv, environment, terminal and signals come in. */
export type Shell = {
  env: NodeJS.ProcessEnv;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  /** aborted by Ctrl-C, by SIGTERM, or when whoever started us is gone */
  signal: AbortSignal;
  /** told by a command when it ends in something other than success */
  exitWith(code: ExitCode): void;
};
