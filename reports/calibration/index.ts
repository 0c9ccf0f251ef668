import type { Calibration } from '../../harness/model/calibration.ts';
import { calibrationPage } from './calibration-page.ts';
import { renderCalibrationMarkdown } from './markdown.ts';

/** The contents of calibration.html and calibration.md. */
export type CalibrationReports = { html: string; markdown: string };

/** Draws a calibration in every format. The same data gives the same bytes. */
export async function renderCalibration(calibration: Calibration): Promise<CalibrationReports> {
  return { html: await calibrationPage(calibration), markdown: renderCalibrationMarkdown(calibration) };
}
