import type { FinishedBatch } from '../batch/batch.ts';
import { asProofloadError } from '../model/any-error.ts';
import { type EndedBy, endedBy } from '../model/ended-by.ts';
import { EXIT, type ExitCode } from '../model/errors.ts';
import { formatBytes, formatCount, formatDuration } from '../model/format.ts';
import type { ReportIndex } from '../model/report-index.ts';
import { renderFailure } from '../program/failure.mjs';
import { printable } from '../program/printable.mjs';
import { type DiskNeeds, diskNeedsTogether, requireDiskRoom } from '../run/disk-room.ts';
import { showIndex } from './index-summary.ts';
import { worstOf } from './outcome.ts';
import type { Shell } from './shell.ts';

type Expected = { name: string; expectedMs: number; disk: DiskNeeds };

/**
 * Says how long everything will take and how much disk it needs, before anything starts.
 * @throws ProofloadError DISK_FULL if that is not free
 */
export async function announceSeveral(
  shell: Shell,
  works: readonly Expected[],
  { runsFolder, noun }: { runsFolder: string; noun: string },
): Promise<void> {
  const disk = diskNeedsTogether(works.map((work) => work.disk));
  await requireDiskRoom(disk, runsFolder);
  const minutes = (ms: number) => formatDuration(Math.ceil(ms / 60_000) * 60_000);
  const totalMs = works.reduce((sum, { expectedMs }) => sum + expectedMs, 0);
  const width = Math.max(0, ...works.map(({ name }) => name.length));
  const lines = works.map(
    ({ name, expectedMs }) => `    ${name.padEnd(width)}  about ${minutes(expectedMs)}`,
  );
  shell.stderr.write(
    `\n  ${formatCount(works.length, noun)}, about ${minutes(totalMs)} together; about ${formatBytes(disk.keptBytes)} of disk for the reports, and ${formatBytes(disk.workBytes)} more while they run\n${lines.join('\n')}\n`,
  );
}

/** Carries out one of several. If it fails, its error is shown at once, because the others go on. */
export async function tellingFailure<T>(shell: Shell, name: string, work: () => Promise<T>): Promise<T> {
  return work().catch((error: unknown) => {
    shell.stderr.write(`\n  ${printable(name)} could not run.${renderFailure(asProofloadError(error))}`);
    throw error;
  });
}

/** The error of one of several, with its place among them. */
export type Failed = { place: number; error: EndedBy };

/** Shows or prints the results of all of them, and ends with the worst exit code. */
export async function endSeveral<T, Index extends ReportIndex>(
  shell: Shell,
  { turns, index, files }: FinishedBatch<T, Index>,
  of: {
    json: boolean;
    /** null: no PDF of the index was asked for */
    printPdf: ((htmlFile: string) => Promise<void>) | null;
    exitCodeOf: (result: T) => ExitCode;
    print: (results: readonly T[], indexFile: string, failures: readonly Failed[]) => void;
  },
): Promise<void> {
  const results = turns.flatMap((turn) => ('result' in turn ? [turn.result] : []));
  const failures = turns.flatMap((turn, place) =>
    'failure' in turn ? [{ place, error: endedBy(turn.failure) }] : [],
  );
  if (!of.json) showIndex(shell, index, files.htmlFile);
  if (index.state !== 'aborted') await of.printPdf?.(files.htmlFile); // an interruption ends everything that would still start
  if (of.json) of.print(results, files.jsonFile, failures);
  const codes = turns.map((turn) => ('result' in turn ? of.exitCodeOf(turn.result) : turn.failure.exitCode));
  shell.exitWith(worstOf(index.state === 'aborted' ? [EXIT.interrupted, ...codes] : codes));
}
