import { writeFileSync } from 'node:fs';
import type { PartSpec } from './guardian-protocol.ts';

/** The command of a part, run by `nice` at the part's niceness, so that all its threads have it from the start. */
export function commandOf({ command, args, niceness }: PartSpec): [command: string, args: string[]] {
  return niceness === undefined ? [command, args] : ['nice', ['-n', String(niceness), command, ...args]];
}

/**
 * If Linux divides the CPU among sessions first, niceness counts only within a session. Every part has its own session, so the session
 * gets the niceness too (proc_pid_autogroup(5)). Without the privilege, or on another system, nothing changes; `nice` does not fail either.
 */
export function applyToSession(pid: number, { niceness }: PartSpec): void {
  if (niceness === undefined) return;
  try {
    writeFileSync(`/proc/${pid}/autogroup`, String(niceness));
  } catch {
    // The part runs anyway, and its lateness is measured.
  }
}
