import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderCalibration } from '../../../reports/calibration.ts';
import type { Calibration } from '../../model/calibration.ts';
import { writingTo } from '../../store/disk.ts';
import { CALIBRATION_PREFIX, createRunFolder, folderTime } from '../../store/run-folder.ts';

/** Where each file of a calibration is. */
export type CalibrationFolder = {
  id: string;
  path: string;
  calibrationFile: string;
  reportHtmlFile: string;
  reportMarkdownFile: string;
  /** bundle, options, settings and results of the generators */
  k6Folder: string;
  logsFolder: string;
};

/**
 * Makes `<runsFolder>/calibration-<time>-<random>`.
 * @throws ProofloadError DISK_FULL, PATH_UNUSABLE
 */
export async function createCalibrationFolder(
  runsFolder: string,
  startedAt: Date,
): Promise<CalibrationFolder> {
  const id = `${CALIBRATION_PREFIX}${folderTime(startedAt)}-${randomBytes(3).toString('hex')}`;
  const { path, k6Folder, logsFolder } = await createRunFolder(runsFolder, id);
  return {
    id,
    path,
    calibrationFile: join(path, 'calibration.json'),
    reportHtmlFile: join(path, 'calibration.html'),
    reportMarkdownFile: join(path, 'calibration.md'),
    k6Folder,
    logsFolder,
  };
}

/** Writes calibration.json, calibration.html and calibration.md. @throws ProofloadError DISK_FULL */
export async function writeCalibration(folder: CalibrationFolder, calibration: Calibration): Promise<void> {
  const reports = await renderCalibration(calibration);
  await writingTo(folder.path, () =>
    Promise.all([
      writeFile(folder.calibrationFile, `${JSON.stringify(calibration, null, 2)}\n`),
      writeFile(folder.reportHtmlFile, reports.html),
      writeFile(folder.reportMarkdownFile, reports.markdown),
    ]),
  );
}
