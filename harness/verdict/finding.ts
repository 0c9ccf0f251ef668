import type { Run } from '../model/run.ts';
import type { PhaseSummary, Summary } from '../model/summary.ts';
import type { Target } from '../model/target.ts';
import type { Evidence, TargetVerdict } from '../model/verdict.ts';
import type { Random } from './resampled.ts';

/** The input of an estimator: its target and the phases that feed it, all of which ran and were observed. */
export type Case = {
  run: Run;
  summary: Summary;
  /** all targets of the run: one may depend on another's bound */
  targets: readonly Target[];
  target: Target;
  phases: readonly PhaseSummary[];
  /** random numbers for resampled intervals */
  random: Random;
  /** what to call the requests if they belong to someone: "their requests" */
  whose?: string;
};

/** The result for one target. */
export type Finding = Pick<
  TargetVerdict,
  'actual' | 'interval' | 'sampleCount' | 'status' | 'reason' | 'evidence'
> & {
  /**
   * Whether the status rests on a measurement. If it does, a measurement that cannot be trusted makes it invalid. Otherwise (the load
   * offered too little, or the phase did not run) the target stays inconclusive.
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
