import type { Run } from '../model/run.ts';
import type { PhaseSummary, Summary } from '../model/summary.ts';
import type { Target } from '../model/target.ts';
import type { Evidence, TargetVerdict } from '../model/verdict.ts';
import type { Random } from './resampled.ts';

/** What an estimator is given: its target, and the phases that feed it, all of which ran and were observed. */
export type Case = {
  run: Run;
  summary: Summary;
  /** All targets of the run: one may rest on another's bound. */
  targets: readonly Target[];
  target: Target;
  phases: readonly PhaseSummary[];
  /** for intervals that are resampled */
  random: Random;
  /** what the requests are called where they are somebody's: "their requests" */
  whose?: string;
};

/** What is found about a target. */
export type Finding = Pick<
  TargetVerdict,
  'actual' | 'interval' | 'sampleCount' | 'status' | 'reason' | 'evidence'
> & {
  /**
   * Whether the status rests on what was measured. If it does, a measurement that cannot be trusted makes it invalid; a target
   * for which the load offered too little, or whose phase did not run, stays inconclusive.
   */
  isMeasured: boolean;
};

export function notMeasured(reason: string, evidence: Evidence[] = []): Finding {
  return {
    actual: null,
    interval: null,
    sampleCount: 0,
    status: 'invalid',
    reason,
    evidence,
    isMeasured: true,
  };
}

export function notRun(reason: string): Finding {
  return { ...notMeasured(reason), status: 'inconclusive', isMeasured: false };
}
