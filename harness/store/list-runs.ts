import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ProofloadError } from '../model/errors.ts';
import type { Run } from '../model/run.ts';
import { systemFailure } from '../model/system-failure.ts';
import { systemErrorCode, whyUnreadable } from './disk.ts';
import { readRun } from './documents.ts';
import {
  CALIBRATION_PREFIX,
  EXPERIMENT_PREFIX,
  GATE_PREFIX,
  openRunFolder,
  type RunFolder,
} from './run-folder.ts';
import { unreadable } from './validation.ts';

export type ListedRuns = {
  /** newest first */
  runs: { folder: RunFolder; run: Run }[];
  /** folders without a readable run.json, and why */
  unreadable: { path: string; error: ProofloadError }[];
};

const NO_RUNS = [CALIBRATION_PREFIX, EXPERIMENT_PREFIX, GATE_PREFIX];

/**
 * All runs in `runsFolder`; none if there is no such folder.
 * @throws ProofloadError PATH_UNUSABLE
 */
export async function listRuns(runsFolder: string): Promise<ListedRuns> {
  const listed: ListedRuns = { runs: [], unreadable: [] };
  const entries = await readdir(runsFolder, { withFileTypes: true }).catch((error: unknown) => {
    if (systemErrorCode(error) === 'ENOENT') return [];
    throw systemFailure(error, runsFolder) ?? unreadable(runsFolder, whyUnreadable(error), error);
  });
  const names = entries
    .filter((entry) => entry.isDirectory() && !NO_RUNS.some((prefix) => entry.name.startsWith(prefix)))
    .map((entry) => entry.name);
  for (const name of names.sort().reverse()) {
    const path = join(runsFolder, name);
    try {
      const folder = await openRunFolder(path);
      listed.runs.push({ folder, run: await readRun(folder) });
    } catch (error) {
      if (!(error instanceof ProofloadError)) throw error;
      listed.unreadable.push({ path, error });
    }
  }
  return listed;
}
