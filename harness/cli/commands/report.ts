import { resolve } from 'node:path';
import { Command } from 'commander';
import { EXIT } from '../../model/errors.ts';
import { proofloadCommand } from '../../model/installation.ts';
import { indexAt, openRunFolder } from '../../store/index.ts';
import { printOutcomes, showOutcome } from '../outcome.ts';
import { PDF_HELP, pdfPrinter } from '../pdf.ts';
import { reportSeveral } from '../report-several.ts';
import type { Shell } from '../shell.ts';

export function reportCommand(shell: Shell): Command {
  return new Command('report')
    .description(
      'Judges a run again and draws its reports again, without load; or draws an index of several again, from their verdicts.',
    )
    .argument(
      '<run>',
      'a run folder, e.g. runs/20261121T012428Z-<platform>-3f9a1c, or the folder of an index, e.g. runs',
    )
    .option('--pdf', PDF_HELP)
    .option('--json', 'print one JSON object and nothing else on stdout')
    .addHelpText(
      'after',
      `\nExamples:\n  ${proofloadCommand('report runs/20261121T012428Z-<platform>-3f9a1c')}\n  ${proofloadCommand('report runs/index.html --pdf')}\n`,
    )
    .action(async (path: string, options: { json?: true; pdf?: true }) => {
      const print = options.pdf ? await pdfPrinter(shell) : null;
      const index = await indexAt(path);
      if (index) return reportSeveral(shell, index, { json: options.json === true, print });
      const { closeIfDead } = await import('../../recovery/dead-runs.ts'); // slow to load
      await closeIfDead(resolve(path));
      const folder = await openRunFolder(path);
      const { judgeRun } = await import('../../run/judge-run.ts'); // slow to load
      const outcome = { folder, ...(await judgeRun(folder)) };
      if (!options.json) showOutcome(shell, outcome);
      await print?.(folder.reportHtmlFile);
      if (options.json) printOutcomes(shell, [outcome]);
      shell.exitWith(EXIT[outcome.verdict.status]);
    });
}
