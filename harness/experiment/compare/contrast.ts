import type { Measure } from '../../model/comparison.ts';
import type { Interval } from '../../model/verdict.ts';
import { type PairedT, pairedT, pairedTInterval } from '../../stats/paired-t.ts';
import { SortedSample } from '../../stats/sorted-sample.ts';
import { LEAST_PAIRS, RESOLUTION } from './limits.ts';

type Scale = Measure['scale'];

/** The values of two arms in the same blocks, in order. */
export type PairedValues = { arm: number[]; against: number[] };

/** Two arms in one measure, tested but not yet judged. */
export type Contrast = {
  /** that of the measure; 'difference' too where a value of a ratio scale is 0 or less and so has no logarithm */
  scale: Scale;
  /** of logarithms of arm / against on a ratio scale, of arm - against on a difference scale */
  test: PairedT;
  /** the median value of the other arm */
  level: number;
  /** the mean value of the arm that has the larger one, without its sign */
  magnitude: number;
};

/** One interval, on the scale on which the contrast was tested. */
export type ContrastIntervals =
  | { difference: null; differenceEstimate: number; ratio: Interval; ratioEstimate: number }
  | { difference: Interval; differenceEstimate: number; ratio: null; ratioEstimate: null };

/** Null with fewer than four pairs. */
export function contrastOf(scale: Scale, values: PairedValues): Contrast | null {
  const pairs = values.arm.length;
  if (pairs < LEAST_PAIRS) return null;
  const isRatio = scale === 'ratio' && [...values.arm, ...values.against].every((value) => value > 0);
  const magnitude = Math.max(Math.abs(mean(values.arm)), Math.abs(mean(values.against)));
  const differences = values.arm.map((value, i) => {
    const other = values.against[i]!;
    return isRatio ? Math.log(value / other) : value - other;
  });
  return {
    scale: isRatio ? 'ratio' : 'difference',
    test: pairedT(differences, isRatio ? RESOLUTION : RESOLUTION * magnitude),
    level: new SortedSample(values.against).median()!,
    magnitude,
  };
}

/**
 * On a ratio scale the difference is the ratio less one, times the other arm's median: an estimate without an interval, because that median
 * varies as much as blocks do, and nothing here says how much that is.
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
