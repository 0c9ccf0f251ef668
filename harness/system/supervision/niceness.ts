import { writeFileSync } from 'node:fs';
import type { PartSpec } from './guardian-protocol.ts';

/** The command of a part, which `nice` then runs at the part's niceness: threads get it from the very first on. */
export function commandOf({ command, args, niceness }: PartSpec): [command: string, args: string[]] {
  return niceness === undefined ? [command, args] : ['nice', ['-n', String(niceness), command, ...args]];
}

/**
 * Where Linux shares out the CPU by session first, niceness counts within a session only, and every part has one of its own: the
 * session gets it too (proc_pid_autogroup(5)). Without the right to it, or on another system, nothing is changed; neither does `nice` fail.
 */
export function applyToSession(pid: number, { niceness }: PartSpec): void {
  if (niceness === undefined) return;
  try {
    writeFileSync(`/proc/${pid}/autogroup`, String(niceness));
  } catch {
    // The part runs all the same, and what it is late by is measured.
  }
}
