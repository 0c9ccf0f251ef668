import { resolve } from 'node:path';
import { Command } from 'commander';
import type { CommandOutput } from '../../model/command-output.ts';
import { endedBy } from '../../model/ended-by.ts';
import { proofloadCommand } from '../../model/installation.ts';
import { bytesIn } from '../../store/disk.ts';
import { listRuns, verdictIfAny } from '../../store/index.ts';
import { clearDead } from '../clear-dead.ts';
import { printJson } from '../print-json.ts';
import { runAtAGlance } from '../run-at-a-glance.ts';
import { renderRuns } from '../runs-summary.ts';
import type { Shell } from '../shell.ts';
import { styleOf } from '../style.ts';

export function runsCommand(shell: Shell): Command {
  return new Command('runs')
    .description(
      'Lists all runs, newest first: verdict, date, load, size on the disk, and the result in one sentence.',
    )
    .option('--out <dir>', 'where run folders are', 'runs')
    .option('--json', 'print one JSON object and nothing else on stdout')
    .addHelpText('after', `\nExample:\n  ${proofloadCommand('runs')}\n`)
    .action(async (options: { out: string; json?: true }) => {
      await clearDead(shell, resolve(options.out));
      const listed = await listedRuns(options.out);
      if (options.json) printJson(shell, listed);
      else shell.stdout.draw(renderRuns(listed, options.out, styleOf(shell)));
    });
}

async function listedRuns(runsFolder: string): Promise<Extract<CommandOutput, { kind: 'runs' }>> {
  const { runs, unreadable } = await listRuns(runsFolder);
  return {
    kind: 'runs',
    runs: await Promise.all(
      runs.map(async (listed) => {
        const { verdict, problem } = await verdictIfAny(listed.folder);
        const sizeBytes = await bytesIn(listed.folder.path);
        return { ...runAtAGlance(listed, verdict), sizeBytes, error: problem && endedBy(problem) };
      }),
    ),
    unreadable: unreadable.map(({ path, error }) => ({ folder: resolve(path), error: endedBy(error) })),
  };
}
