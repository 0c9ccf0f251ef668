import { basename } from 'node:path';
import type { Trend } from '../model/trend.ts';
import { listRuns, verdictIfAny } from '../store/index.ts';
import { trendOf } from './trend.ts';

/**
 * Reads the verdicts of a folder's runs. Nothing is judged again.
 * @param last how many runs of each system count
 * @throws ProofloadError PATH_UNUSABLE
 */
export async function readTrend(runsFolder: string, last: number): Promise<Trend> {
  const { runs, unreadable } = await listRuns(runsFolder);
  const judged = await Promise.all(
    runs.map(async ({ folder, run }) => {
      const { verdict, problem } = await verdictIfAny(folder);
      return { folder: folder.id, run, verdict, problem: problem?.message ?? null };
    }),
  );
  const broken = unreadable.map(({ path, error }) => ({ folder: basename(path), reason: error.message }));
  return trendOf(judged, last, broken);
}
