import { experimentState, platformState, type RowState } from '../../reports/index/row-states.ts';
import { type RedrawnIndex, redrawIndex } from '../batch/redraw-index.ts';
import { type EndedBy, endedBy, exitCodeOf } from '../model/ended-by.ts';
import { EXIT, type ExitCode } from '../model/errors.ts';
import { printable } from '../program/printable.mjs';
import type { IndexFiles } from '../store/index.ts';
import { printComparisons } from './comparison-summary.ts';
import { showIndex } from './index-summary.ts';
import { printOutcomes, worstOf } from './outcome.ts';
import type { Shell } from './shell.ts';

/** Draws an index again, shows or prints it, and ends with the worst exit code of its rows. */
export async function reportSeveral(
  shell: Shell,
  files: IndexFiles,
  { json, print }: { json: boolean; print: ((htmlFile: string) => Promise<void>) | null },
): Promise<void> {
  const redrawn = await redrawIndex(files);
  const unreadable = redrawn.rows.flatMap((row, i) => (row && 'failure' in row ? [{ ...row, i }] : []));
  for (const { i, failure } of unreadable) {
    const { title } = redrawn.index.entries[i]!;
    shell.stderr.write(`  ▸ ${printable(title)}: its row stays as it was. ${printable(failure.message)}\n`);
  }
  if (!json) showIndex(shell, redrawn.index, files.htmlFile);
  await print?.(files.htmlFile);
  if (json) printRedrawn(shell, redrawn, files.jsonFile);
  shell.exitWith(worstOf([...exitCodesOf(redrawn), ...unreadable.map(({ failure }) => failure.exitCode)]));
}

/** What of an index could not be run when it was made, or cannot be read now. */
function failuresOf<Entry extends { error: EndedBy | null }>(
  entries: readonly Entry[],
  rows: RedrawnIndex['rows'],
): { entry: Entry; error: EndedBy }[] {
  return entries.flatMap((entry, i) => {
    const row = rows[i];
    const error = row && 'failure' in row ? endedBy(row.failure) : entry.error;
    return error === null ? [] : [{ entry, error }];
  });
}

function printRedrawn(shell: Shell, redrawn: RedrawnIndex, indexFile: string): void {
  if (redrawn.kind === 'platforms') {
    const { index, rows } = redrawn;
    printOutcomes(
      shell,
      rows.flatMap((row) => (row && 'result' in row ? [row.result] : [])),
      {
        indexFile,
        failures: failuresOf(index.entries, rows).map(({ entry, error }) => ({
          platform: entry.platform,
          error,
        })),
      },
    );
    return;
  }
  const { index, rows } = redrawn;
  printComparisons(
    shell,
    rows.flatMap((row) => (row && 'result' in row ? [row.result] : [])),
    {
      indexFile,
      failures: failuresOf(index.entries, rows).map(({ entry, error }) => ({
        platform: entry.platform,
        experimentName: entry.experiment,
        error,
      })),
    },
  );
}

function exitCodesOf({ index }: RedrawnIndex): ExitCode[] {
  return index.kind === 'platforms'
    ? index.entries.flatMap((entry) => exitCodesOfRow(platformState(entry), entry.error))
    : index.entries.flatMap((entry) => exitCodesOfRow(experimentState(entry), entry.error));
}

const EXIT_OF_STATE: Partial<Record<RowState, ExitCode>> = {
  fail: EXIT.fail,
  refuted: EXIT.fail,
  inconclusive: EXIT.inconclusive,
  'not-settled': EXIT.inconclusive,
  invalid: EXIT.invalid,
};

function exitCodesOfRow(state: RowState, error: EndedBy | null): ExitCode[] {
  return error === null ? [EXIT_OF_STATE[state] ?? EXIT.pass] : [exitCodeOf(error)];
}
