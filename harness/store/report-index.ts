import { join, resolve } from 'node:path';
import type { ReportIndex } from '../model/report-index.ts';
import { makeFolders } from './disk.ts';
import { writeDocument } from './documents.ts';

/** The files of an index, next to the folders that it lists. A command replaces those of an earlier one. */
export type IndexFiles = { folder: string; jsonFile: string; htmlFile: string; markdownFile: string };

/** Platforms and experiments have different names, so that neither index replaces the other. */
const NAMES: Record<ReportIndex['kind'], string> = { platforms: 'index', experiments: 'experiments' };

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

/** @throws ProofloadError DISK_FULL, PATH_UNUSABLE */
export async function writeReportIndex({ folder, jsonFile }: IndexFiles, index: ReportIndex): Promise<void> {
  await makeFolders(folder);
  await writeDocument(jsonFile, index);
}
