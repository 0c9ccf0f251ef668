import { resolve } from 'node:path';
import { Command } from 'commander';
import { renderTrend } from '../../../reports/trend/index.ts';
import { proofloadCommand } from '../../model/installation.ts';
import { trendFilesIn, writeTrend } from '../../store/index.ts';
import { readTrend } from '../../trend/read-trend.ts';
import { clearDead } from '../clear-dead.ts';
import { wholeNumber } from '../options.ts';
import { PDF_HELP, pdfPrinter } from '../pdf.ts';
import { printJson } from '../print-json.ts';
import type { Shell } from '../shell.ts';
import { showTrend } from '../trend-summary.ts';

type TrendOptions = { last: string; pdf?: true; json?: true };

export function trendCommand(shell: Shell): Command {
  return new Command('trend')
    .description('Shows the targets over the runs of a folder: figures, results, changes and breaks.')
    .argument('[folder]', 'where run folders are', 'runs')
    .option('--last <n>', 'how many runs of each system count', '50')
    .option('--pdf', PDF_HELP)
    .option('--json', 'print one JSON object and nothing else on stdout')
    .addHelpText('after', `\nExample:\n  ${proofloadCommand('trend runs --last 20')}\n`)
    .action(async (folder: string, options: TrendOptions) => {
      const print = options.pdf ? await pdfPrinter(shell) : null;
      const last = wholeNumber('--last', options.last, { min: 1, max: 1000 });
      await clearDead(shell, resolve(folder));
      const trend = await readTrend(folder, last);
      const isEmpty = trend.systems.length === 0;
      const files = trendFilesIn(folder);
      if (!isEmpty) await writeTrend(files, trend, await renderTrend(trend));
      if (!options.json) showTrend(shell, trend, isEmpty ? null : files.htmlFile);
      if (!isEmpty) await print?.(files.htmlFile);
      if (options.json)
        printJson(shell, { kind: 'trend', trend, reportFile: isEmpty ? null : resolve(files.htmlFile) });
    });
}
