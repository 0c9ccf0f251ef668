import { type Indicator, unitOf } from '../model/indicator.ts';
import type { Evidence, Interval } from '../model/verdict.ts';
import type { Decision } from './decide.ts';
import type { Case, Finding } from './finding.ts';
import { reasonOf } from './reason.ts';

/** What an estimator says of a figure: what it is, how sure that is, and on which side of the bound. */
export type Estimate = {
  actual: number | null;
  interval: Interval | null;
  sampleCount: number;
  decision: Decision;
  /** what was seen, without a full stop */
  claim: string;
  /** what would settle an inconclusive one, or why it does not settle it */
  settledBy: string;
  /** what is spared of: "of the allowed failures left" */
  spare?: string;
  /** what a pass cannot rule out: a sentence, or nothing */
  unexcluded?: () => string;
  evidence: Evidence[];
};

/** Null where it cannot be estimated: then there is a finding in its place. */
export type Estimated = Estimate | Finding;

export function isFinding(estimated: Estimated): estimated is Finding {
  return 'status' in estimated;
}

/** The estimate against the promise, in one sentence. */
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

/** A case whose target is about one kind of indicator. */
export type CaseOf<Kind extends Indicator> = Case & { indicator: Kind };

export function unitIn({ target }: Pick<Case, 'target'>): string {
  return unitOf(target.indicator);
}
