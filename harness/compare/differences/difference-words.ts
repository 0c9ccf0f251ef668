import type { Difference, DifferenceWord, Measure } from '../../model/comparison.ts';
import {
  formatCount,
  formatInterval,
  formatMeasure,
  formatNumber,
  formatPercent,
} from '../../model/format.ts';
import type { Interval } from '../../model/verdict.ts';
import { type Contrast, evidenceIn } from './contrast.ts';
import { LEAST_PAIRS, UNINFORMATIVE_FACTOR, UNINFORMATIVE_SHARE } from './limits.ts';

/** From this factor on, "3.2 times" is clearer than "220% more". */
const LEAST_TIMES = 2;

type Figures = Pick<Difference, 'difference' | 'differenceEstimate' | 'ratio' | 'ratioEstimate'>;
type Names = readonly [arm: string, against: string];

/**
 * The word for a difference. `isReal`: its p-value is below the level of its step. Otherwise it is "no difference seen" only if the
 * interval is narrow enough: on a ratio scale if it reaches less than a factor of 2 to either side of the estimate, for shares less than 10
 * percentage points, in all other cases less than the larger arm's mean. An interval without an end is never narrow.
 */
export function wordFor(
  { better, unit }: Measure,
  contrast: Contrast,
  figures: Figures,
  isReal: boolean,
): DifferenceWord {
  if (isReal) {
    if (better === 'neither') return 'different';
    return evidenceIn(contrast).direction > 0 === (better === 'higher') ? 'better' : 'worse';
  }
  const { ratio, difference } = figures;
  if (isUnbounded(figures)) return 'too-little-data';
  if (ratio !== null) {
    return ratio.high! / ratio.low! < UNINFORMATIVE_FACTOR ** 2 ? 'no-difference-seen' : 'too-little-data';
  }
  const reach = (difference!.high! - difference!.low!) / 2;
  const widest = unit === 'ratio' ? UNINFORMATIVE_SHARE : contrast.magnitude;
  // If all values are 0, the interval has no width.
  return reach < widest || reach === 0 ? 'no-difference-seen' : 'too-little-data';
}

/** One plain sentence, e.g. "Redis: 71% fewer database queries a second than none (69% to 73%)." */
export function sentenceFor(
  measure: Measure,
  [arm, against]: Names,
  word: DifferenceWord,
  figures: Figures,
  pairs: number,
): string {
  const { label } = measure;
  const interval = figures.ratio ?? figures.difference;
  if (interval === null) {
    const counted = pairs === 0 ? 'no pair of runs' : formatCount(pairs, 'pair of runs', 'pairs of runs');
    return `${arm} and ${against}: too little data to compare ${label}: ${counted}, and ${LEAST_PAIRS} are needed.`;
  }
  if (isUnbounded(figures)) return unboundedSentence(measure, [arm, against], word, interval);
  if (word === 'too-little-data') {
    return `${arm} and ${against}: too little data to compare ${label}: anything ${spread(measure, figures)} is possible.`;
  }
  if (word === 'no-difference-seen') {
    const range = interval.low === 0 && interval.high === 0 ? '' : ` (${spread(measure, figures)})`;
    return `${arm}: no difference from ${against} was seen in ${label}${range}.`;
  }
  return figures.ratio === null
    ? `${arm}: ${label} ${amountOf(measure, figures)} than ${against} (${rangeOf(measure, figures)}).`
    : ratioSentence(measure, [arm, against], figures);
}

function isUnbounded({ ratio, difference }: Pick<Figures, 'ratio' | 'difference'>): boolean {
  const { low, high } = (ratio ?? difference)!;
  return low === null || high === null;
}

/** The capacity that a staircase did not find has no bound on one side. */
function unboundedSentence(
  { label }: Measure,
  [arm, against]: Names,
  word: DifferenceWord,
  interval: Interval,
): string {
  if (interval.low === null && interval.high === null)
    return `${arm} and ${against}: the limit of neither was found, so their ${label} cannot be compared.`;
  const bound = unboundedInWords(interval);
  return word === 'too-little-data'
    ? `${arm} and ${against}: too little is known to compare ${label}: anything that is ${bound} as much is possible.`
    : `${arm}: ${label} ${bound} that of ${against}.`;
}

/** "at least 4 times" */
function unboundedInWords({ low, high }: Interval): string {
  return low === null ? `at most ${formatNumber(high!)} times` : `at least ${formatNumber(low)} times`;
}

/** "71% fewer (69% to 73%)", for lists. */
export function amountWithRange(measure: Measure, figures: Figures): string {
  if (isUnbounded(figures)) return unboundedInWords((figures.ratio ?? figures.difference)!);
  return `${amountOf(measure, figures)} (${rangeOf(measure, figures)})`;
}

function ratioSentence(measure: Measure, [arm, against]: Names, figures: Figures): string {
  const [amount, range] = [amountOf(measure, figures), rangeOf(measure, figures)];
  return figures.ratioEstimate! < LEAST_TIMES
    ? `${arm}: ${amount} ${measure.label} than ${against} (${range}).`
    : `${arm}: ${measure.label} ${amount} that of ${against} (${range}).`;
}

function amountOf(measure: Measure, { ratioEstimate, differenceEstimate }: Figures): string {
  return ratioEstimate === null
    ? differenceInWords(measure, differenceEstimate!)
    : ratioInWords(measure, ratioEstimate);
}

/** For an interval that excludes "no difference". */
function rangeOf(measure: Measure, { ratio, ratioEstimate, difference }: Figures): string {
  if (ratio === null) {
    const [low, high] = [Math.abs(difference!.low!), Math.abs(difference!.high!)].sort((a, b) => a - b);
    return measure.unit === 'ratio'
      ? `${formatNumber(100 * low!)} to ${formatNumber(100 * high!)}`
      : formatInterval({ low: low!, high: high! }, measure.unit);
  }
  const [low, high] = [ratio.low!, ratio.high!];
  if (high < 1) return percentages([high, low]);
  if (low >= LEAST_TIMES) return `${formatNumber(low)} to ${formatNumber(high)} times`;
  return high < LEAST_TIMES && ratioEstimate! < LEAST_TIMES
    ? percentages([low, high])
    : spread(measure, { ratio, difference });
}

/** With enough digits to tell the two ends apart, up to two more than usual. */
function percentages(ratios: readonly [number, number]): string {
  const texts = [0, 1, 2].map((digits) => ratios.map((ratio) => percentOff(ratio, digits)));
  return (texts.find(([a, b]) => a !== b) ?? texts[0]!).join(' to ');
}

/** How far a ratio is from 1. Close to 0, the rest must remain visible: 99.7% fewer is not 100% fewer. */
function percentOff(ratio: number, extraDigits = 0): string {
  return ratio < 1
    ? formatPercent(1 - ratio, extraDigits)
    : `${formatNumber(100 * (ratio - 1), 2 + extraDigits)}%`;
}

/** "from 5% fewer to 4% more": both ends with their direction. */
function spread(measure: Measure, { ratio, difference }: Pick<Figures, 'ratio' | 'difference'>): string {
  const ends = ratio ?? difference!;
  const inWords = ratio === null ? differenceInWords : ratioInWords;
  return `from ${inWords(measure, ends.low!)} to ${inWords(measure, ends.high!)}`;
}

function ratioInWords({ unit }: Measure, ratio: number): string {
  if (ratio >= LEAST_TIMES) return `${formatNumber(ratio)} times`;
  if (ratio === 1) return 'the same';
  const { less, more } = comparativesOf(unit);
  return `${percentOff(ratio)} ${ratio < 1 ? less : more}`;
}

function differenceInWords(measure: Measure, difference: number): string {
  if (difference === 0) return 'the same';
  const amount = plainDifference(measure, Math.abs(difference));
  return `${amount} ${difference < 0 ? 'lower' : 'higher'}`;
}

function plainDifference({ unit }: Measure, difference: number): string {
  return unit === 'ratio'
    ? `${formatNumber(100 * difference)} percentage points`
    : formatMeasure(difference, unit);
}

function comparativesOf(unit: string): { less: string; more: string } {
  if (unit === 'ms') return { less: 'shorter', more: 'longer' };
  if (unit === 'ratio') return { less: 'lower', more: 'higher' };
  return /^(requests|queries)/.test(unit) ? { less: 'fewer', more: 'more' } : { less: 'less', more: 'more' };
}
