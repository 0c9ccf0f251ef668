import { resolve } from 'node:path';
import { Command } from 'commander';
import { ProofloadError } from '../../model/errors.ts';
import type { Status } from '../../model/verdict.ts';
import { printable } from '../../program/printable.mjs';
import { listRuns, type RunFolder, readVerdict } from '../../store/index.ts';
import { isThere } from '../../store/validation.ts';
import { clearDead } from '../clear-dead.ts';
import type { Shell } from '../shell.ts';

export function runsCommand(shell: Shell): Command {
  return new Command('runs')
    .description('Lists all runs, newest first.')
    .option('--out <dir>', 'where run folders are', 'runs')
    .option('--json', 'print one JSON object and nothing else on stdout')
    .addHelpText('after', '\nExample:\n  npm start -- runs\n')
    .action(async (options: { out: string; json?: true }) => {
      await clearDead(shell, resolve(options.out));
      const { runs, unreadable } = await listRuns(options.out);
      const rows = await Promise.all(
        runs.map(async ({ folder, run }) => ({
          id: run.id,
          platform: run.platform,
          startedAt: run.startedAt,
          state: run.state,
          ...(await judgedIn(folder)),
        })),
      );
      if (options.json) {
        const broken = unreadable.map(({ path, error }) => ({ path, reason: error.message }));
        shell.stdout.writeJson({ schemaVersion: 1, runs: rows, unreadable: broken });
        return;
      }
      for (const { id, state, status } of rows) {
        shell.stdout.write(`  ${(status ?? 'no verdict').padEnd(12)} ${state.padEnd(9)} ${printable(id)}\n`);
      }
      if (rows.length === 0)
        shell.stdout.write(`  No runs in ${printable(options.out)} yet. Make one with: npm start\n`);
      for (const { error } of unreadable) shell.stderr.write(`  skipped: ${printable(error.message)}\n`);
      for (const { problem } of rows)
        if (problem) shell.stderr.write(`  no verdict: ${printable(problem)}\n`);
    });
}

/** The status of a run's verdict. `problem`: why an existing verdict cannot be read. */
async function judgedIn(folder: RunFolder): Promise<{ status: Status | null; problem: string | null }> {
  if (!(await isThere(folder.verdictFile))) return { status: null, problem: null };
  try {
    return { status: (await readVerdict(folder)).status, problem: null };
  } catch (error) {
    if (!(error instanceof ProofloadError)) throw error;
    return { status: null, problem: error.message };
  }
}
