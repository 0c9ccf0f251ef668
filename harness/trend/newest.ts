import { sentenceFor } from '../compare/differences/difference-words.ts';
import { wordFor } from '../gate/change-checks.ts';
import { LEAST_BASELINES } from '../gate/decision/limits.ts';
import { seenAgainstBaseline } from '../gate/decision/seen-against-baseline.ts';
import type { Measure } from '../model/comparison.ts';
import { formatCount } from '../model/format.ts';
import type { TrendChange, TrendPoint, TrendRun } from '../model/trend.ts';

const NOTHING = { base: null, ratio: null, ratioEstimate: null, difference: null, differenceEstimate: null };

/**
 * Compares the newest run with those before it, as a gate compares a run with its baseline: the spread between runs is part of the interval. A
 * figure that cannot be trusted counts on neither side.
 * @param points oldest first
 * @param comparable the runs since the last break, oldest first
 */
export function newestAgainstEarlier(
  measure: Measure,
  points: readonly TrendPoint[],
  comparable: readonly TrendRun[],
): TrendChange {
  const values = comparable.map(({ id }) => trustedValueOf(points.find(({ run }) => run === id)));
  const newest = values.at(-1) ?? null;
  const earlier = values.slice(0, -1).filter((value) => value !== null);
  const tooLittle = (sentence: string): TrendChange => ({
    ...NOTHING,
    earlierRuns: earlier.length,
    word: 'too-little-data',
    sentence,
  });
  if (newest === null) return tooLittle('The newest run has no figure that can be compared.');
  const seen = seenAgainstBaseline(measure, { head: [newest], baseline: earlier });
  if (seen === null)
    return tooLittle(
      `${formatCount(earlier.length, 'earlier run')} can be compared, and ${LEAST_BASELINES} are needed.`,
    );
  const word = wordFor(seen);
  const names = ['The newest run', `the ${formatCount(earlier.length, 'run')} before it`] as const;
  return {
    earlierRuns: earlier.length,
    base: seen.base,
    ...seen.intervals,
    word,
    sentence: sentenceFor(measure, names, word, seen.intervals, seen.sampleCount),
  };
}

function trustedValueOf(point: TrendPoint | undefined): number | null {
  return point === undefined || point.status === 'invalid' ? null : point.actual;
}
