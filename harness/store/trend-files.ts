import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Trend } from '../model/trend.ts';
import { writingTo } from './disk.ts';
import { writeDocument } from './documents.ts';
import { validator } from './validation.ts';

const validateTrend = validator(Trend);

/** The files of a trend, next to the folders of its runs. */
export type TrendFiles = { jsonFile: string; htmlFile: string };

export function trendFilesIn(runsFolder: string): TrendFiles {
  const folder = resolve(runsFolder);
  return { jsonFile: join(folder, 'trend.json'), htmlFile: join(folder, 'trend.html') };
}

/** Replaces those of an earlier trend. @throws ProofloadError DISK_FULL, PATH_UNUSABLE */
export async function writeTrend(
  { jsonFile, htmlFile }: TrendFiles,
  trend: Trend,
  page: string,
): Promise<void> {
  await writeDocument(jsonFile, validateTrend(trend, jsonFile));
  await writingTo(htmlFile, () => writeFile(htmlFile, page));
}
