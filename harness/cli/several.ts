import type { FinishedBatch } from '../batch/batch.ts';
import { asProofloadError } from '../model/any-error.ts';
import { type EndedBy, endedBy } from '../model/ended-by.ts';
import { EXIT, type ExitCode, type ProofloadError } from '../model/errors.ts';
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

type Print = (htmlFile: string) => Promise<void>;

/** What one of several ended with. `unprinted` is why there is no PDF of its report, which takes nothing back; null: there is one, or none was asked for. */
export type Finished<T> = T & { unprinted: ProofloadError | null };

/** Carries out one of several, and prints its report. What fails is shown at once, because the others go on. */
export async function oneOfSeveral<T extends { folder: { reportHtmlFile: string } }>(
  shell: Shell,
  name: string,
  work: () => Promise<T>,
  printPdf: Print | null,
): Promise<Finished<T>> {
  const tell = (what: string, error: unknown) =>
    shell.stderr.write(`\n  ${printable(name)} ${what}.${renderFailure(asProofloadError(error))}`);
  const finished = await work().catch((error: unknown) => {
    tell('could not run', error);
    throw error;
  });
  try {
    await printPdf?.(finished.folder.reportHtmlFile);
    return { ...finished, unprinted: null };
  } catch (error) {
    tell('was judged, but its report was not printed', error);
    return { ...finished, unprinted: asProofloadError(error) };
  }
}

/** The error of one of several, with its place among them. */
export type Failed = { place: number; error: EndedBy };

/** Shows or prints the results of all of them, and ends with the worst exit code. */
export async function endSeveral<T, Index extends ReportIndex>(
  shell: Shell,
  { turns, index, files }: FinishedBatch<Finished<T>, Index>,
  of: {
    json: boolean;
    /** null: no PDF of the index was asked for */
    printPdf: Print | null;
    exitCodeOf: (result: T) => ExitCode;
    print: (results: readonly T[], indexFile: string, failures: readonly Failed[]) => void;
  },
): Promise<void> {
  const results = turns.flatMap((turn) => ('result' in turn ? [turn.result] : []));
  const failures = turns.flatMap((turn, place) => {
    const failure = 'failure' in turn ? turn.failure : turn.result.unprinted;
    return failure === null ? [] : [{ place, failure }];
  });
  if (!of.json) showIndex(shell, index, files.htmlFile);
  if (index.state !== 'aborted') await of.printPdf?.(files.htmlFile); // an interruption ends everything that would still start
  if (of.json)
    of.print(
      results,
      files.jsonFile,
      failures.map(({ place, failure }) => ({ place, error: endedBy(failure) })),
    );
  const codes = [...results.map(of.exitCodeOf), ...failures.map(({ failure }) => failure.exitCode)];
  shell.exitWith(worstOf(index.state === 'aborted' ? [EXIT.interrupted, ...codes] : codes));
}
