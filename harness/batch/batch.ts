import { join } from 'node:path';
import type { ReportIndex } from '../model/report-index.ts';
import { type IndexFiles, indexFilesIn } from '../store/index.ts';
import { provenanceOf } from '../telemetry/provenance.ts';
import { drawIndex } from './draw-index.ts';
import { inTurn, type Turn } from './in-turn.ts';

/** One of several pieces of work, and its row in the index, before its turn and after it. */
export type Work<T, Entry> = {
  carryOut(): Promise<T>;
  entry(turn: Turn<T> | undefined, indexFolder: string): Entry;
};

export type BatchOptions<Index extends ReportIndex> = {
  kind: Index['kind'];
  /** the index is next to the folders that it lists */
  runsFolder: string;
  commandLine: readonly string[];
  randomSeed: number;
  signal: AbortSignal;
};

export type FinishedBatch<T, Index> = { turns: Turn<T>[]; index: Index; files: IndexFiles };

const PROJECT_FOLDER = join(import.meta.dirname, '..', '..');

/**
 * Carries out several pieces of work, one after the other, and writes an index of their reports. The index is written before the first
 * and after each one, so that whatever ends the command leaves one of what was measured.
 * @throws ProofloadError DISK_FULL, PATH_UNUSABLE if the index cannot be written. Everything else is a row of the index.
 */
export async function runBatch<T, Index extends ReportIndex>(
  works: readonly Work<T, Index['entries'][number]>[],
  { kind, runsFolder, signal, ...origin }: BatchOptions<Index>,
): Promise<FinishedBatch<T, Index>> {
  const files = indexFilesIn(runsFolder, kind);
  const { commit, commitIsDirty, commitUnknownBecause, machine, commandLine } = await provenanceOf(
    PROJECT_FOLDER,
    origin,
  );
  const startedAt = new Date().toISOString();
  const indexOf = (turns: readonly Turn<T>[], hasEnded: boolean) =>
    ({
      schemaVersion: 1,
      startedAt,
      endedAt: hasEnded ? new Date().toISOString() : null,
      state: !hasEnded ? 'running' : signal.aborted ? 'aborted' : 'complete',
      provenance: {
        commit,
        commitIsDirty,
        ...(commitUnknownBecause !== undefined && { commitUnknownBecause }),
        machine,
        commandLine,
      },
      kind,
      entries: works.map((work, i) => work.entry(turns[i], files.folder)),
    }) as unknown as Index;
  await drawIndex(files, indexOf([], false));
  const turns = await inTurn(
    works.map((work) => () => work.carryOut()),
    {
      signal,
      clock: () => performance.now(),
      onTurn: (soFar) => drawIndex(files, indexOf(soFar, false)),
    },
  );
  const index = indexOf(turns, true);
  await drawIndex(files, index);
  return { turns, index, files };
}
