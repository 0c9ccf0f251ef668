import type { Run } from '../../harness/model/run.ts';
import type { Summary } from '../../harness/model/summary.ts';
import type { Verdict } from '../../harness/model/verdict.ts';

/** Everything that a report is drawn from. */
export type ReportData = { run: Run; verdict: Verdict; summary: Summary };
