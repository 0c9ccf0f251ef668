import { mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { Comparison } from '../model/comparison.ts';
import { ProofloadError } from '../model/errors.ts';
import { ExperimentRun } from '../model/experiment.ts';
import { makeFolders, writingTo } from './disk.ts';
import { readDocument, writeDocument } from './documents.ts';
import { EXPERIMENT_VERSIONS } from './experiment-versions.ts';
import { EXPERIMENT_PREFIX, folderTime } from './run-folder.ts';
import { isThere, validator } from './validation.ts';

/** The paths of an experiment's files. */
export type ExperimentFolder = {
  id: string;
  path: string;
  experimentFile: string;
  comparisonFile: string;
  reportHtmlFile: string;
  reportMarkdownFile: string;
  /** `arms/<arm>/<run id>`: ordinary run folders */
  armsFolder: string;
  logsFolder: string;
};

const validateExperiment = validator(ExperimentRun);
const validateComparison = validator(Comparison);

/**
 * Makes `<runsFolder>/experiment-<time>-<name>-<random>`.
 * @throws ProofloadError DISK_FULL, PATH_UNUSABLE
 */
export async function createExperimentFolder(
  runsFolder: string,
  { startedAt, name, random }: { startedAt: Date; name: string; random: string },
): Promise<ExperimentFolder> {
  const folder = experimentFolderAt(
    join(runsFolder, `${EXPERIMENT_PREFIX}${folderTime(startedAt)}-${name}-${random}`),
  );
  await writingTo(folder.path, async () => {
    await makeFolders(folder.armsFolder);
    await mkdir(folder.logsFolder);
  });
  return folder;
}

/** @throws ProofloadError EXPERIMENT_NOT_FOUND, RUN_UNREADABLE */
export async function openExperimentFolder(path: string): Promise<ExperimentFolder> {
  const folder = experimentFolderAt(path);
  if (await isThere(folder.experimentFile)) return folder;
  throw new ProofloadError(
    'EXPERIMENT_NOT_FOUND',
    `There is no experiment in ${folder.path}.`,
    'Name the folder of an experiment: runs/experiment-...',
  );
}

/** @throws ProofloadError DISK_FULL */
export function writeExperimentRun(folder: ExperimentFolder, run: ExperimentRun): Promise<void> {
  return writeDocument(folder.experimentFile, run);
}

/** @throws ProofloadError RUN_UNREADABLE */
export async function readExperimentRun(folder: ExperimentFolder): Promise<ExperimentRun> {
  return validateExperiment(
    await readDocument(folder.experimentFile, EXPERIMENT_VERSIONS),
    folder.experimentFile,
  );
}

/** @throws ProofloadError DISK_FULL */
export function writeComparison(folder: ExperimentFolder, comparison: Comparison): Promise<void> {
  return writeDocument(folder.comparisonFile, comparison);
}

/** @throws ProofloadError RUN_UNREADABLE */
export async function readComparison(folder: ExperimentFolder): Promise<Comparison> {
  return validateComparison(
    await readDocument(folder.comparisonFile, EXPERIMENT_VERSIONS),
    folder.comparisonFile,
  );
}

function experimentFolderAt(path: string): ExperimentFolder {
  const absolute = resolve(path);
  return {
    id: basename(absolute),
    path: absolute,
    experimentFile: join(absolute, 'experiment.json'),
    comparisonFile: join(absolute, 'comparison.json'),
    reportHtmlFile: join(absolute, 'comparison.html'),
    reportMarkdownFile: join(absolute, 'comparison.md'),
    armsFolder: join(absolute, 'arms'),
    logsFolder: join(absolute, 'logs'),
  };
}
