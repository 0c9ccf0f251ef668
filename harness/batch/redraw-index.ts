import { join } from 'node:path';
import { asProofloadError } from '../model/any-error.ts';
import type { ExperimentIndex, PlatformIndex } from '../model/report-index.ts';
import {
  type IndexFiles,
  openExperimentFolder,
  openRunFolder,
  readComparison,
  readReportIndex,
  readRun,
  readVerdict,
} from '../store/index.ts';
import { drawIndex } from './draw-index.ts';
import { experimentEntry, type JudgedExperiment, type JudgedRun, platformEntry } from './entries.ts';
import type { Turn } from './in-turn.ts';

/** An index, and what is in the folder of each of its rows: null if it has none. */
export type RedrawnIndex =
  | { kind: 'platforms'; index: PlatformIndex; rows: (Turn<JudgedRun> | null)[] }
  | { kind: 'experiments'; index: ExperimentIndex; rows: (Turn<JudgedExperiment> | null)[] };

/**
 * Draws an index again from the verdicts and comparisons that are in its folders now. A row whose folder cannot be read stays as it was.
 * @throws ProofloadError RUN_UNREADABLE if the index cannot be read; DISK_FULL, PATH_UNUSABLE
 */
export async function redrawIndex(files: IndexFiles): Promise<RedrawnIndex> {
  const stored = await readReportIndex(files);
  const redrawn =
    stored.kind === 'platforms'
      ? await platformsNow(stored, files.folder)
      : await experimentsNow(stored, files.folder);
  await drawIndex(files, redrawn.index);
  return redrawn;
}

async function platformsNow(index: PlatformIndex, indexFolder: string): Promise<RedrawnIndex> {
  const rows = await readAll(index.entries, indexFolder, async (path): Promise<JudgedRun> => {
    const folder = await openRunFolder(path);
    return { folder, run: await readRun(folder), verdict: await readVerdict(folder) };
  });
  const entries = index.entries.map((entry, i) => {
    const row = rows[i];
    if (!row || 'failure' in row) return entry;
    return platformEntry({ slug: entry.platform, title: entry.title }, row, indexFolder);
  });
  return { kind: 'platforms', index: { ...index, entries }, rows };
}

async function experimentsNow(index: ExperimentIndex, indexFolder: string): Promise<RedrawnIndex> {
  const rows = await readAll(index.entries, indexFolder, async (path): Promise<JudgedExperiment> => {
    const folder = await openExperimentFolder(path);
    return { folder, comparison: await readComparison(folder) };
  });
  const entries = index.entries.map((entry, i) => {
    const row = rows[i];
    if (!row || 'failure' in row) return entry;
    const platform = { slug: entry.platform, title: entry.title };
    return experimentEntry({ experiment: row.result.comparison.experiment, platform }, row, indexFolder);
  });
  return { kind: 'experiments', index: { ...index, entries }, rows };
}

function readAll<T>(
  entries: readonly { folder: string | null; durationMs: number | null }[],
  indexFolder: string,
  read: (path: string) => Promise<T>,
): Promise<(Turn<T> | null)[]> {
  return Promise.all(
    entries.map(async ({ folder, durationMs }) => {
      if (folder === null) return null;
      const end = await read(join(indexFolder, folder)).then(
        (result) => ({ result }),
        (error: unknown) => ({ failure: asProofloadError(error) }),
      );
      return { ...end, durationMs: durationMs ?? 0 };
    }),
  );
}
