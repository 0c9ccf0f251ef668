import { claimedBound } from '../../model/claimed-bound.ts';
import type { ComparedArm, JudgedClaim, Measure } from '../../model/comparison.ts';
import type { Claim, DifferenceClaim, RatioClaim } from '../../model/experiment.ts';
import { formatInterval, formatMeasure, formatNumber } from '../../model/format.ts';
import type { Interval } from '../../model/verdict.ts';
import { withoutStop } from '../../model/without-stop.ts';
import { sideOf } from '../../verdict/decide.ts';
import { tellApart } from '../design.ts';
import { armsOfClaim, problemOf } from './arms.ts';
import { CLAIM_STATUS } from './claim-status.ts';
import type { ContrastIntervals } from './contrast.ts';
import { LEAST_PAIRS } from './limits.ts';
import { judgeTable } from './table-claim.ts';
import { unboundedBecause } from './unbounded.ts';

/** Compares two arms in the claim's measure, with the confidence of their difference; null if they are not compared. */
export type CompareTwo = (
  scale: Measure['scale'],
  arm: ComparedArm,
  against: ComparedArm,
) => ContrastIntervals | null;

/**
 * Compares the interval of the claimed figure with its bound. A ratio or difference of two arms has the confidence of their difference, so
 * that claim and difference are judged by one interval. Shares, too, are compared as a ratio, as long as none is 0.
 */
export function judgeClaim(
  claim: Claim,
  arms: readonly ComparedArm[],
  measures: readonly Measure[],
  compareTwo: CompareTwo,
): JudgedClaim {
  const measure = measures.find(({ name }) => name === claim.measure);
  if (measure === undefined) {
    return notSettled(claim, `the experiment does not measure ${claim.measure}`);
  }
  return 'rows' in claim ? judgeTable(claim, arms, measure) : judgeTwo(claim, arms, measure, compareTwo);
}

function judgeTwo(
  claim: RatioClaim | DifferenceClaim,
  arms: readonly ComparedArm[],
  measure: Measure,
  compareTwo: CompareTwo,
): JudgedClaim {
  const { arm, against } = armsOfClaim(arms, claim);
  if (arm === undefined || against === undefined || arm === against) {
    return notSettled(claim, 'the experiment does not have the two configurations that it is about');
  }
  const problem = problemOf(arm) ?? problemOf(against);
  if (problem !== null) return notSettled(claim, withoutStop(problem));
  const isRatio = 'ratio' in claim;
  const between = compareTwo(isRatio ? 'ratio' : 'difference', arm, against);
  if (between === null) return notSettled(claim, `${LEAST_PAIRS} pairs of valid runs are needed`);
  const interval = isRatio ? between.ratio : between.difference;
  if (interval === null)
    return notSettled(claim, `${measure.label} was 0 in a run, so a ratio cannot be formed`);
  const estimate = isRatio ? between.ratioEstimate : between.differenceEstimate;
  const status = CLAIM_STATUS[sideOf(interval, claim.operator, isRatio ? claim.ratio : claim.difference)];
  return {
    claim,
    status,
    ratio: between.ratio,
    ratioEstimate: between.ratioEstimate,
    ...(!isRatio && { difference: interval, differenceEstimate: estimate }),
    sentence: sentenceFor(claim, status, { interval, estimate }, measure, [arm, against]),
  };
}

type Found = { interval: Interval; estimate: number | null };

function sentenceFor(
  claim: RatioClaim | DifferenceClaim,
  status: JudgedClaim['status'],
  figure: Found,
  measure: Measure,
  arms: readonly [ComparedArm, ComparedArm],
): string {
  const found = foundInWords(claim, figure, measure, tellApart(...arms));
  const claimed = `${claimedBound(claim, measure.unit, (factor) => `${formatNumber(factor)} times`)} was claimed`;
  const unbounded = unboundedBecause(measure, figure.interval, arms);
  switch (status) {
    case 'supported':
      return `Supported: ${found}, and ${claimed}.`;
    case 'refuted':
      return `Refuted: ${found}, but ${claimed}.`;
    case 'not-settled':
      return unbounded === null
        ? `Not settled: ${found}; ${claimed}, which lies within that range. More repetitions would narrow it.`
        : `Not settled: ${unbounded}; ${claimed}.`;
  }
}

function foundInWords(
  claim: RatioClaim | DifferenceClaim,
  { interval, estimate }: Found,
  { label, unit }: Measure,
  [arm, against]: readonly [string, string],
): string {
  if ('ratio' in claim) {
    return estimate === null
      ? `${label} with ${arm} is ${formatInterval(interval, 'times')} that with ${against}`
      : `${label} with ${arm} is ${formatNumber(estimate)} times that with ${against} (${formatInterval(interval, '')})`;
  }
  return estimate === null
    ? `${label} with ${arm}, less that with ${against}, is ${formatInterval(interval, unit)}`
    : `${label} with ${arm}, less that with ${against}, is ${formatMeasure(estimate, unit)} (${formatInterval(interval, unit)})`;
}

function notSettled(claim: Claim, why: string): JudgedClaim {
  return { claim, status: 'not-settled', ratio: null, ratioEstimate: null, sentence: `Not settled: ${why}.` };
}
