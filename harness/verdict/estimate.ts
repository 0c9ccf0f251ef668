import { type Indicator, unitOf } from '../model/indicator.ts';
import type { Evidence, Interval } from '../model/verdict.ts';
import type { Decision } from './decide.ts';
import type { Case, Finding } from './finding.ts';
import { reasonOf } from './reason.ts';

/** What an estimator returns: the figure, its interval, and the decision against the bound. */
export type Estimate = {
  actual: number | null;
  interval: Interval | null;
  sampleCount: number;
  decision: Decision;
  /** what was measured, without a full stop */
  claim: string;
  /** what would settle an inconclusive target, or why it cannot be settled */
  settledBy: string;
  /** words after the percentage of headroom: "of the allowed failures left" */
  spare?: string;
  /** a sentence on what a pass cannot rule out, or '' */
  unexcluded?: () => string;
  evidence: Evidence[];
};

/** A finding takes the place of the estimate where none can be made. */
export type Estimated = Estimate | Finding;

export function isFinding(estimated: Estimated): estimated is Finding {
  return 'status' in estimated;
}

/** Turns an estimate into a finding, whose reason compares it with the promise in one sentence. */
export function conclude({ target }: Pick<Case, 'target'>, estimated: Estimated): Finding {
  if (isFinding(estimated)) return estimated;
  const { decision, claim, settledBy, spare, unexcluded, ...figures } = estimated;
  const { actual, interval } = figures;
  const reason = reasonOf(target, decision, claim, {
    actual,
    interval,
    settledBy,
    ...(spare !== undefined && { spare }),
    ...(unexcluded && { unexcluded }),
  });
  return { ...figures, status: decision, reason, isMeasured: true };
}

/** A case whose target has one kind of indicator. */
export type CaseOf<Kind extends Indicator> = Case & { indicator: Kind };

export function unitIn({ target }: Pick<Case, 'target'>): string {
  return unitOf(target.indicator);
}
