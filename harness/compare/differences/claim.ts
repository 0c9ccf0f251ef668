import type { ComparedArm, JudgedClaim, Measure } from '../../model/comparison.ts';
import type { Claim } from '../../model/experiment.ts';
import { formatInterval, formatNumber, operatorInWords } from '../../model/format.ts';
import type { Interval } from '../../model/verdict.ts';
import { type Side, sideOf } from '../../verdict/decide.ts';
import { tellApart } from '../design.ts';
import { armsOfClaim, problemOf, withoutStop } from './arms.ts';
import type { ContrastIntervals } from './contrast.ts';
import { CARRIED_ALL_SHARE, LEAST_PAIRS } from './limits.ts';

const STATUS: Record<Side, JudgedClaim['status']> = {
  kept: 'supported',
  broken: 'refuted',
  open: 'not-settled',
};

/** Cannot exceed the offered rate, so a claim about it needs an arm that is at its limit. */
const GOODPUT = 'goodputPerSec';

/**
 * Compares the interval of the ratio with the claimed bound. `ratioBetween` returns the ratio of two arms in the claim's measure, with the
 * confidence of their difference, so that claim and difference are judged by one interval; null if the two are not compared. Shares, too,
 * are compared as a ratio, as long as none is 0.
 */
export function judgeClaim(
  claim: Claim,
  arms: readonly ComparedArm[],
  measures: readonly Measure[],
  ratioBetween: (arm: ComparedArm, against: ComparedArm) => ContrastIntervals | null,
  offeredRatePerSec: number,
): JudgedClaim {
  const measure = measures.find(({ name }) => name === claim.measure);
  if (measure === undefined) {
    return notSettled(claim, `the experiment does not measure ${claim.measure}`);
  }
  const { arm, against } = armsOfClaim(arms, claim);
  if (arm === undefined || against === undefined || arm === against) {
    return notSettled(claim, 'the experiment does not have the two configurations that it is about');
  }
  const problem = problemOf(arm) ?? problemOf(against);
  if (problem !== null) return notSettled(claim, withoutStop(problem));

  if (claim.measure === GOODPUT && [arm, against].every((each) => carriedAll(each, offeredRatePerSec))) {
    return notSettled(
      claim,
      `both carried all of the ${formatNumber(offeredRatePerSec)} requests a second that were offered, so their maximum is unknown`,
    );
  }

  const between = ratioBetween(arm, against);
  if (between === null) return notSettled(claim, `${LEAST_PAIRS} pairs of valid runs are needed`);
  const { ratio, ratioEstimate } = between;
  if (ratio === null)
    return notSettled(claim, `${measure.label} was 0 in a run, so a ratio cannot be formed`);
  const status = STATUS[sideOf(ratio, claim.operator, claim.ratio)];
  const sentence = sentenceFor(claim, status, ratio, ratioEstimate, measure, tellApart(arm, against));
  return { claim, status, ratio, ratioEstimate, sentence };
}

function sentenceFor(
  claim: Claim,
  status: JudgedClaim['status'],
  ratio: Interval,
  estimate: number,
  measure: Measure,
  [arm, against]: readonly [string, string],
): string {
  const found = `${measure.label} with ${arm} is ${formatNumber(estimate)} times that with ${against} (${formatInterval(ratio, '')})`;
  const claimed = `${operatorInWords(claim.operator)} ${formatNumber(claim.ratio)} times`;
  switch (status) {
    case 'supported':
      return `Supported: ${found}, and ${claimed} was claimed.`;
    case 'refuted':
      return `Refuted: ${found}, but ${claimed} was claimed.`;
    case 'not-settled':
      return `Not settled: ${found}; ${claimed} was claimed, which lies within that range. More repetitions would narrow it.`;
  }
}

function carriedAll({ medians }: ComparedArm, offeredRatePerSec: number): boolean {
  return (medians[GOODPUT] ?? 0) >= CARRIED_ALL_SHARE * offeredRatePerSec;
}

function notSettled(claim: Claim, why: string): JudgedClaim {
  return { claim, status: 'not-settled', ratio: null, ratioEstimate: null, sentence: `Not settled: ${why}.` };
}
