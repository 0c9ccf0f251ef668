import { dirname, join, resolve } from 'node:path';
import { ProofloadError } from '../model/errors.ts';
import { proofloadCommand } from '../model/installation.ts';
import { ExperimentIndex, PlatformIndex, type ReportIndex } from '../model/report-index.ts';
import { makeFolders } from './disk.ts';
import { readDocument, writeDocument } from './documents.ts';
import { FIRST_VERSION } from './migrate.ts';
import { isThere, validator } from './validation.ts';

/** The files of an index, next to the folders that it lists. A command replaces those of an earlier one. */
export type IndexFiles = { folder: string; jsonFile: string; htmlFile: string; markdownFile: string };

/** Platforms and experiments have different names, so that neither index replaces the other. */
const NAMES: Record<ReportIndex['kind'], string> = { platforms: 'index', experiments: 'experiments' };
const KINDS = ['platforms', 'experiments'] as const;

const validatePlatforms = validator(PlatformIndex);
const validateExperiments = validator(ExperimentIndex);

export function indexFilesIn(runsFolder: string, kind: ReportIndex['kind']): IndexFiles {
  const folder = resolve(runsFolder);
  const fileWith = (suffix: string) => join(folder, `${NAMES[kind]}.${suffix}`);
  return {
    folder,
    jsonFile: fileWith('json'),
    htmlFile: fileWith('html'),
    markdownFile: fileWith('md'),
  };
}

/**
 * The index that a path names: one of its files, or the folder that it is in; null if there is none.
 * @throws ProofloadError USAGE if a folder has both kinds
 */
export async function indexAt(path: string): Promise<IndexFiles | null> {
  const absolute = resolve(path);
  for (const kind of KINDS) {
    const { folder: _, ...files } = indexFilesIn(dirname(absolute), kind);
    if (Object.values(files).includes(absolute)) return indexFilesIn(dirname(absolute), kind);
  }
  const found: IndexFiles[] = [];
  for (const kind of KINDS) {
    const files = indexFilesIn(absolute, kind);
    if (await isThere(files.jsonFile)) found.push(files);
  }
  if (found.length > 1) {
    const [platforms, experiments] = KINDS.map((kind) => join(path, `${NAMES[kind]}.html`));
    throw new ProofloadError(
      'USAGE',
      `${path} has an index of platforms and one of experiments.`,
      `Name one of them, for example: ${proofloadCommand(`report ${platforms}`)}, or ${experiments}.`,
    );
  }
  return found[0] ?? null;
}

/** @throws ProofloadError RUN_UNREADABLE */
export async function readReportIndex({ jsonFile }: IndexFiles): Promise<ReportIndex> {
  const document = (await readDocument(jsonFile, FIRST_VERSION)) as { kind?: unknown };
  return document.kind === 'experiments'
    ? validateExperiments(document, jsonFile)
    : validatePlatforms(document, jsonFile);
}

/** @throws ProofloadError DISK_FULL, PATH_UNUSABLE */
export async function writeReportIndex({ folder, jsonFile }: IndexFiles, index: ReportIndex): Promise<void> {
  await makeFolders(folder);
  await writeDocument(jsonFile, index);
}
