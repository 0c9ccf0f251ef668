import { relative } from 'node:path';
import { formatCount } from '../model/format.ts';
import { printable } from '../program/printable.mjs';
import type { ClosedRun } from '../recovery/dead-runs.ts';
import { clearDeadWorkFolders } from '../system/supervision/work-folders.ts';
import type { Shell } from './shell.ts';

/**
 * Clears up after killed runs: ends their processes, removes their work folders, and closes their records in `runsFolder`.
 * Writes to stderr what it did, if anything.
 */
export async function clearDead(shell: Shell, runsFolder?: string): Promise<void> {
  const cleared = await clearDeadWorkFolders();
  if (cleared.length > 0) {
    say(shell, `removed ${formatCount(cleared.length, 'work folder')} left by killed runs`);
  }
  if (runsFolder === undefined) return;
  const { closeDeadRuns } = await import('../recovery/dead-runs.ts'); // slow to load
  for (const closed of await closeDeadRuns(runsFolder)) say(shell, inWords(closed));
}

function inWords({ path, outcome, problem }: ClosedRun): string {
  const where = relative('.', path);
  if (outcome === 'removed') return `removed ${where}: Proofload was killed before anything was measured`;
  const judged = outcome === 'judged' ? ' and judged' : '';
  return `${where} was killed, and is now marked as failed${judged}${problem ? `; ${problem.message}` : ''}`;
}

function say(shell: Shell, what: string): void {
  shell.stderr.write(`  ▸ cleared      ${printable(what)}\n`);
}
