import type { Measure } from '../../model/comparison.ts';
import type { Interval } from '../../model/verdict.ts';
import { type PairedT, pairedT, pairedTInterval } from '../../stats/paired-t.ts';
import { SortedSample } from '../../stats/sorted-sample.ts';
import { steadyRise } from '../../stats/steady-rise.ts';
import { LEAST_PAIRS, RESOLUTION } from './limits.ts';

type Scale = Measure['scale'];

/** The values of two arms in the same blocks, in order. A turn is a run's number in the order in which all were carried out. */
export type PairedValues = {
  arm: number[];
  against: number[];
  armTurns: number[];
  againstTurns: number[];
};

/** Two arms in one measure, tested but not yet judged. */
export type Contrast = {
  /** that of the measure; 'difference' also if a value on a ratio scale is 0 or less and so has no logarithm */
  scale: Scale;
  /** of logarithms of arm / against on a ratio scale, of arm - against on a difference scale, both without the machine's drift */
  test: PairedT;
  /** the median value of the other arm */
  level: number;
  /** the larger of the two arms' absolute mean values */
  magnitude: number;
};

/** One interval, on the scale on which the contrast was tested. */
export type ContrastIntervals =
  | { difference: null; differenceEstimate: number; ratio: Interval; ratioEstimate: number }
  | { difference: Interval; differenceEstimate: number; ratio: null; ratioEstimate: null };

/** Null with fewer than four pairs. */
export function contrastOf(scale: Scale, values: PairedValues): Contrast | null {
  if (values.arm.length < LEAST_PAIRS) return null;
  const isRatio = scale === 'ratio' && [...values.arm, ...values.against].every((value) => value > 0);
  const magnitude = Math.max(Math.abs(mean(values.arm)), Math.abs(mean(values.against)));
  const onScale = (each: readonly number[]) => (isRatio ? each.map(Math.log) : [...each]);
  const differences = differencesWithoutDrift({
    ...values,
    arm: onScale(values.arm),
    against: onScale(values.against),
  });
  return {
    scale: isRatio ? 'ratio' : 'difference',
    test: pairedT(differences, isRatio ? RESOLUTION : RESOLUTION * magnitude),
    level: new SortedSample(values.against).median()!,
    magnitude,
  };
}

/**
 * arm - against in each block, minus what a steady drift of the machine added in the turns between the two. The drift is estimated from the
 * sums of the pairs, which are independent of their differences. So removing it costs no degree of freedom, and an error in it only adds to
 * the spread.
 */
function differencesWithoutDrift({ arm, against, armTurns, againstTurns }: PairedValues): number[] {
  const middles = (of: readonly number[], others: readonly number[]) =>
    of.map((each, i) => (each + others[i]!) / 2);
  const perTurn = steadyRise(middles(arm, against), middles(armTurns, againstTurns));
  return arm.map((value, i) => value - against[i]! - perTurn * (armTurns[i]! - againstTurns[i]!));
}

/**
 * On a ratio scale the difference is the ratio minus one, times the other arm's median. It is an estimate without an interval, because that
 * median varies as much as blocks do, and that variation is not known here.
 */
export function intervalsOf({ scale, test, level }: Contrast, confidence: number): ContrastIntervals {
  const interval = pairedTInterval(test, confidence);
  if (scale === 'difference') {
    return { difference: interval, differenceEstimate: test.mean, ratio: null, ratioEstimate: null };
  }
  return {
    difference: null,
    differenceEstimate: level * Math.expm1(test.mean),
    ratio: {
      low: Math.exp(interval.low),
      high: Math.exp(interval.high),
      confidence,
      method: 'paired t of logarithms',
    },
    ratioEstimate: Math.exp(test.mean),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
