import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { renderCalibration } from '../../reports/calibration/index.ts';
import { Calibration } from '../model/calibration.ts';
import { writingTo } from '../store/disk.ts';
import { readDocument, writeDocument } from '../store/documents.ts';
import { FIRST_VERSION } from '../store/migrate.ts';
import { CALIBRATION_PREFIX, createRunFolder, folderTime } from '../store/run-folder.ts';
import { validator } from '../store/validation.ts';

const validateCalibration = validator(Calibration);

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
  return openCalibrationFolder((await createRunFolder(runsFolder, id)).path);
}

export function openCalibrationFolder(path: string): CalibrationFolder {
  return {
    id: basename(path),
    path,
    calibrationFile: join(path, 'calibration.json'),
    reportHtmlFile: join(path, 'calibration.html'),
    reportMarkdownFile: join(path, 'calibration.md'),
    k6Folder: join(path, 'k6'),
    logsFolder: join(path, 'logs'),
  };
}

/**
 * Writes only calibration.json: no report is rendered while a calibration is running.
 * @throws ProofloadError DISK_FULL
 */
export function saveCalibration(folder: CalibrationFolder, calibration: Calibration): Promise<void> {
  return writeDocument(folder.calibrationFile, calibration);
}

/** @throws ProofloadError RUN_UNREADABLE */
export async function readCalibration({ calibrationFile }: CalibrationFolder): Promise<Calibration> {
  return validateCalibration(await readDocument(calibrationFile, FIRST_VERSION), calibrationFile);
}

/** Writes calibration.json, calibration.html and calibration.md. @throws ProofloadError DISK_FULL */
export async function writeCalibration(folder: CalibrationFolder, calibration: Calibration): Promise<void> {
  const reports = await renderCalibration(calibration);
  await saveCalibration(folder, calibration);
  await writingTo(folder.path, () =>
    Promise.all([
      writeFile(folder.reportHtmlFile, reports.html),
      writeFile(folder.reportMarkdownFile, reports.markdown),
    ]),
  );
}
