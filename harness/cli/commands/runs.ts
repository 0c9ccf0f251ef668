import { resolve } from 'node:path';
import { Command } from 'commander';
import { printable } from '../../program/printable.mjs';
import { listRuns, verdictIfAny } from '../../store/index.ts';
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
        runs.map(async ({ folder, run }) => {
          const { verdict, problem } = await verdictIfAny(folder);
          const { id, platform, startedAt, state } = run;
          return { id, platform, startedAt, state, status: verdict?.status ?? null, problem };
        }),
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
