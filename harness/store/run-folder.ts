import { mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { ProofloadError } from '../model/errors.ts';
import { proofloadCommand } from '../model/installation.ts';
import { makeFolders, writingTo } from './disk.ts';
import { isThere } from './validation.ts';

/** The paths of a run's files. External tools rely on these names. */
export type RunFolder = {
  id: string;
  path: string;
  runFile: string;
  verdictFile: string;
  datasetFile: string;
  timelineFile: string;
  histogramsFile: string;
  reportHtmlFile: string;
  reportMarkdownFile: string;
  junitFile: string;
  /** only there if a gate that judged the run failed */
  failedGateFile: string;
  /** bundle, options, console output and acknowledgements of the generator */
  k6Folder: string;
  logsFolder: string;
};

/** The prefix of calibration folders, which are in the same folder as run folders. */
export const CALIBRATION_PREFIX = 'calibration-';

/** The prefix of experiment folders, which contain the runs of their arms. */
export const EXPERIMENT_PREFIX = 'experiment-';

/** The prefix of gate folders, which contain the runs of base and head. */
export const GATE_PREFIX = 'gate-';

/**
 * Sorts by time: `20261121T012428Z-<platform>-3f9a1c`.
 * @param random a few characters that distinguish runs started in the same second
 */
export function newRunId({ startedAt, platform, random }: NewRun): string {
  return `${folderTime(startedAt)}-${platform}-${random}`;
}
/** A moment in the format of folder names: `20261121T012428Z`. */
export function folderTime(moment: Date): string {
  return moment.toISOString().replace(/[-:]|\.\d+/g, '');
}

export type NewRun = { startedAt: Date; platform: string; random: string };

/**
 * Creates `<runsFolder>/<id>` and its subfolders.
 * @throws ProofloadError DISK_FULL; PATH_UNUSABLE, also if that run exists already
 */
export async function createRunFolder(runsFolder: string, id: string): Promise<RunFolder> {
  const folder = runFolderAt(join(runsFolder, id));
  await writingTo(folder.path, async () => {
    await makeFolders(runsFolder);
    await mkdir(folder.path);
    await mkdir(folder.k6Folder);
    await mkdir(folder.logsFolder);
  });
  return folder;
}

/** @throws ProofloadError RUN_NOT_FOUND, RUN_UNREADABLE */
export async function openRunFolder(path: string): Promise<RunFolder> {
  const folder = runFolderAt(path);
  if (!(await isThere(folder.runFile))) {
    throw new ProofloadError(
      'RUN_NOT_FOUND',
      `There is no run in ${folder.path}.`,
      `List the runs with \`${proofloadCommand('runs')}\`, and name the folder of one of them.`,
    );
  }
  return folder;
}

function runFolderAt(path: string): RunFolder {
  const absolute = resolve(path);
  return {
    id: basename(absolute),
    path: absolute,
    runFile: join(absolute, 'run.json'),
    verdictFile: join(absolute, 'verdict.json'),
    datasetFile: join(absolute, 'dataset.json'),
    timelineFile: join(absolute, 'timeline.ndjson'),
    histogramsFile: join(absolute, 'histograms.ndjson'),
    reportHtmlFile: join(absolute, 'report.html'),
    reportMarkdownFile: join(absolute, 'report.md'),
    junitFile: join(absolute, 'junit.xml'),
    failedGateFile: join(absolute, 'failed-gate.json'),
    k6Folder: join(absolute, 'k6'),
    logsFolder: join(absolute, 'logs'),
  };
}
