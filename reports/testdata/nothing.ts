import type { ReportData } from '../run/report-data.ts';
import { fixture } from './fixtures.ts';

/** A run that ended before its first phase, without a second, phase, target or table row. */
export function nothingMeasured(): ReportData {
  const { run, verdict, summary } = fixture('invalid');
  return {
    run: { ...run, state: 'failed', phases: [], events: [], plantedDefects: {} },
    verdict: { ...verdict, notes: [] },
    summary: { ...summary, phases: [], seconds: [] },
  };
}
