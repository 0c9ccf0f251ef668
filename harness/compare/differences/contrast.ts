import type { Measure } from '../../model/comparison.ts';
import type { Interval } from '../../model/verdict.ts';
import { type PairedT, pairedT, pairedTInterval } from '../../stats/paired-t.ts';
import { SortedSample } from '../../stats/sorted-sample.ts';
import { steadyRise } from '../../stats/steady-rise.ts';
import { LEAST_PAIRS, RESOLUTION } from './limits.ts';

type Scale = Measure['scale'];

/** What is known of a run's value. Exact: both ends are equal. What a staircase shows lies between two levels, or is unbounded. */
export type Known = { low: number; high: number };

/** The values of two arms in the same blocks, in order. A turn is a run's number in the order in which all were carried out. */
export type PairedValues = {
  arm: Known[];
  against: Known[];
  armTurns: number[];
  againstTurns: number[];
};

/** Two arms in one measure, tested but not yet judged. */
export type Contrast = {
  /** that of the measure; 'difference' also if a value on a ratio scale is 0 or less and so has no logarithm */
  scale: Scale;
  pairs: number;
  /**
   * Of logarithms of arm / against on a ratio scale, of arm - against on a difference scale, both without the machine's drift: the least and
   * the most that they can be. Equal for exact values. Null: unbounded.
   */
  least: PairedT | null;
  most: PairedT | null;
  /** the median value of the other arm */
  level: number;
  /** the larger of the two arms' absolute mean values */
  magnitude: number;
};

/** One interval, on the scale on which the contrast was tested. An end is null if it is unbounded, and so is then the estimate. */
export type ContrastIntervals =
  | { difference: null; differenceEstimate: number | null; ratio: Interval; ratioEstimate: number | null }
  | { difference: Interval; differenceEstimate: number | null; ratio: null; ratioEstimate: null };

/** Null with fewer than four pairs. */
export function contrastOf(scale: Scale, values: PairedValues): Contrast | null {
  const { arm, against } = values;
  const pairs = arm.length;
  if (pairs < LEAST_PAIRS) return null;
  const isRatio = scale === 'ratio' && [...arm, ...against].every(({ high }) => high > 0);
  const lows = (of: readonly Known[]) => of.map(({ low }) => low);
  const highs = (of: readonly Known[]) => of.map(({ high }) => high);
  const magnitude = Math.max(Math.abs(mean(lows(arm))), Math.abs(mean(lows(against))));
  const tested = (ours: number[], theirs: number[]): PairedT | null => {
    const onScale = (each: number[]) => (isRatio ? each.map(Math.log) : each);
    const [own, other] = [onScale(ours), onScale(theirs)];
    if (![...own, ...other].every(Number.isFinite)) return null;
    const differences = differencesWithoutDrift({ ...values, arm: own, against: other });
    return pairedT(differences, isRatio ? RESOLUTION : RESOLUTION * magnitude);
  };
  return {
    scale: isRatio ? 'ratio' : 'difference',
    pairs,
    least: tested(lows(arm), highs(against)),
    most: tested(highs(arm), lows(against)),
    level: new SortedSample(lows(against)).median()!,
    magnitude,
  };
}

/**
 * Which way the arms differ, and the p-value of the hypothesis that they do not: that of the end which is nearest to no difference. So it is
 * at least as large as that of the true values. 0: values that can be equal.
 */
export function evidenceIn({ least, most }: Pick<Contrast, 'least' | 'most'>): {
  direction: -1 | 0 | 1;
  pValue: number;
} {
  if (least !== null && least.mean > 0) return { direction: 1, pValue: least.pValue };
  if (most !== null && most.mean < 0) return { direction: -1, pValue: most.pValue };
  return { direction: 0, pValue: 1 };
}

/**
 * arm - against in each block, minus what a steady drift of the machine added in the turns between the two. The drift is estimated from the
 * sums of the pairs, which are independent of their differences. So removing it costs no degree of freedom, and an error in it only adds to
 * the spread.
 */
function differencesWithoutDrift({ arm, against, armTurns, againstTurns }: Numbers): number[] {
  const middles = (of: readonly number[], others: readonly number[]) =>
    of.map((each, i) => (each + others[i]!) / 2);
  const perTurn = steadyRise(middles(arm, against), middles(armTurns, againstTurns));
  return arm.map((value, i) => value - against[i]! - perTurn * (armTurns[i]! - againstTurns[i]!));
}

type Numbers = Omit<PairedValues, 'arm' | 'against'> & { arm: number[]; against: number[] };

/**
 * On a ratio scale the difference is the ratio minus one, times the other arm's median. It is an estimate without an interval, because that
 * median varies as much as blocks do, and that variation is not known here. The interval of values that are only known to lie in a range
 * begins where that of the least of them begins and ends where that of the most of them ends.
 */
export function intervalsOf(contrast: Contrast, confidence: number): ContrastIntervals {
  const { scale, least, most, level } = contrast;
  const low = least && pairedTInterval(least, confidence).low;
  const high = most && pairedTInterval(most, confidence).high;
  const estimate = least && most && (least.mean + most.mean) / 2;
  if (scale === 'difference') {
    return {
      difference: { low, high, confidence, method: 'paired t' },
      differenceEstimate: estimate,
      ratio: null,
      ratioEstimate: null,
    };
  }
  return {
    difference: null,
    differenceEstimate: estimate === null ? null : level * Math.expm1(estimate),
    ratio: {
      low: low === null ? null : Math.exp(low),
      high: high === null ? null : Math.exp(high),
      confidence,
      method: 'paired t of logarithms',
    },
    ratioEstimate: estimate === null ? null : Math.exp(estimate),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
