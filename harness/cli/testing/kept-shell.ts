import type { ExitCode } from '../../model/errors.ts';
import { keptOutput } from '../../program/testing/kept-output.ts';
import type { Shell } from '../shell.ts';

/** A shell that keeps what is written, and the exit code. */
export function keptShell(): {
  shell: Shell;
  kept: () => { out: string; err: string; code: ExitCode | null };
} {
  const [stdout, stderr] = [keptOutput(), keptOutput()];
  let exitCode: ExitCode | null = null;
  const shell: Shell = {
    env: {},
    stdout: stdout.output,
    stderr: stderr.output,
    ask: null,
    signal: new AbortController().signal,
    exitWith: (code) => {
      exitCode = code;
    },
  };
  return { shell, kept: () => ({ out: stdout.text(), err: stderr.text(), code: exitCode }) };
}
