import {
  type Comparison,
  type Difference,
  type DifferenceWord,
  type FigureRange,
  isReal,
  type JudgedClaim,
  type Measure,
  type Proof,
} from '../../harness/model/comparison.ts';
import { type Level, serverKindsIn } from '../../harness/model/experiment.ts';
import { formatBytes, formatMeasure, formatNumber, formatPercent } from '../../harness/model/format.ts';
import type { Outcome } from '../../harness/model/report-index.ts';
import type { Interval } from '../../harness/model/verdict.ts';
import type { CellWord } from './comparison-data.ts';

/** Each word is shown with a shape and a colour, so that readers need not rely on any one of them. */
export const CELL_WORDS: Record<CellWord, string> = {
  better: 'better',
  worse: 'worse',
  different: 'different',
  'no-difference-seen': 'no difference seen',
  'too-little-data': 'too little data',
  invalid: 'invalid',
  'not-compared': 'not compared',
};

export const WORD_MEANINGS: Record<DifferenceWord, string> = {
  better:
    'A real improvement: chance is ruled out at the stated confidence, with all comparisons of the experiment taken together.',
  worse: 'A real change for the worse.',
  different: 'A real difference, in a figure where neither more nor less is better.',
  'no-difference-seen':
    'Chance alone can explain it. That does not prove that the two are equal: the interval says how large a difference may still be.',
  'too-little-data': 'There are too few usable pairs of repetitions to draw a conclusion.',
};

export const CLAIM_WORDS: Record<JudgedClaim['status'], string> = {
  supported: 'Supported',
  refuted: 'Refuted',
  'not-settled': 'Not settled here',
};

export const PROOF_WORDS: Record<Proof['status'], string> = {
  proved: 'Proved',
  refuted: 'Refuted',
  unknown: 'Not proved',
};

export const STATE_REMARKS: Record<Comparison['state'], string | null> = {
  running: 'This experiment is still running. These are the results so far.',
  complete: null,
  'stopped-early': 'It stopped early, as planned: every comparison was settled before the last repetition.',
  aborted: 'This experiment was interrupted. The results end there.',
  failed: 'This experiment failed. The results end there.',
};

export const OUTCOME_WORDS: Record<Outcome, string> = {
  ...CLAIM_WORDS,
  invalid: 'Invalid',
  seen: 'Differences seen',
  unseen: 'No difference seen',
  'too-little': 'Too little data',
};

export function outcomeOf({ status, claim, differences }: Comparison): Outcome {
  if (status === 'invalid') return 'invalid';
  if (claim !== null) return claim.status;
  if (differences.some(isReal)) return 'seen';
  return differences.some(({ word }) => word === 'no-difference-seen') ? 'unseen' : 'too-little';
}

/** A figure in a row that already names its unit. One that is only known to lie in a range says on which side it is open. */
export function formatFigure(
  value: number | null,
  { unit }: Pick<Measure, 'unit'>,
  range?: FigureRange,
): string {
  if (value === null) return 'not measured';
  if (range !== undefined && range.high === null) return `at least ${formatFigure(range.low, { unit })}`;
  if (range !== undefined && range.low === 0) return `fewer than ${formatFigure(range.high, { unit })}`;
  return unitInHead(unit) === '' ? formatMeasure(value, unit) : formatNumber(value);
}

/** A measure's name at the beginning of a line; "p95" stays as it is. */
export function titleOf({ label }: Pick<Measure, 'label'>): string {
  return /^p\d/.test(label) ? label : label.charAt(0).toUpperCase() + label.slice(1);
}

/** The same with its unit, for the head of a column or a chart. */
export function nameWithUnit(measure: Pick<Measure, 'label' | 'unit'>): string {
  return [titleOf(measure), unitInHead(measure.unit)].filter(Boolean).join(', ');
}

/** The unit for the head of a row; ratios and sizes are written with their unit. */
export function unitInHead(unit: string): string {
  return unit === 'ratio' || unit === 'bytes' ? '' : unit;
}

/** The estimate of a difference and its interval: a factor on a ratio scale, with its sign on a difference scale. */
export function changeOf(
  difference: Pick<Difference, 'ratio' | 'ratioEstimate' | 'difference' | 'differenceEstimate'>,
  { unit }: Pick<Measure, 'unit'>,
): { estimate: string; interval: string } {
  const { ratio, ratioEstimate, differenceEstimate } = difference;
  if (ratio !== null)
    return {
      estimate: ratioEstimate === null ? 'no estimate' : formatFactor(ratioEstimate),
      interval: formatFactors(ratio),
    };
  return {
    estimate: differenceEstimate === null ? 'not measured' : formatSigned(differenceEstimate, unit),
    interval: formatBetween(difference.difference, (value) => formatSigned(value, unit)),
  };
}

/** "×0.289". A factor that is not 1 is never written as 1. */
export function formatFactor(factor: number): string {
  return `×${formatMeasure(factor, '', 1)}`;
}

/** "×0.262 to 0.318". */
export function formatFactors(interval: Interval | null): string {
  return formatBetween(interval, formatFactor).replace(/ to ×/, ' to ');
}

/** "+4.2 ms", "−12 points" of a share. */
export function formatSigned(value: number, unit: string): string {
  const sign = value > 0 ? '+' : value < 0 ? '\u2212' : '';
  const size = Math.abs(value);
  if (unit === 'ratio') return `${sign}${formatNumber(size * 100)} points`;
  return `${sign}${unit === 'bytes' ? formatBytes(size) : formatMeasure(size, unit)}`;
}

function formatBetween(interval: Interval | null, format: (value: number) => string): string {
  if (interval === null || (interval.low === null && interval.high === null)) return 'no interval';
  if (interval.low === null) return `at most ${format(interval.high!)}`;
  if (interval.high === null) return `at least ${format(interval.low)}`;
  const [low, high] = [format(interval.low), format(interval.high)];
  const unit = / \D+$/.exec(high)?.[0] ?? '';
  return `${low.endsWith(unit) ? low.slice(0, low.length - unit.length) : low} to ${high}`;
}

/** "0.013", "< 0.001". */
export function formatP(p: number | null): string {
  if (p === null) return 'none';
  return p < 0.001 ? '< 0.001' : formatNumber(p, 2);
}

/** "95%" for 0.95: a confidence has no further digits. */
export function formatConfidence(confidence: number): string {
  return formatPercent(Math.round(confidence * 10_000) / 10_000);
}

/** A level as text. */
export function formatLevel(level: Level): string {
  if (level === null) return 'none';
  if (Array.isArray(level)) return serverKindsIn(level)?.join(', ') ?? level.join(' / ');
  if (typeof level === 'boolean') return level ? 'on' : 'off';
  return String(level);
}

export const DESIGN_WORDS: Record<Comparison['experiment']['design'], string> = {
  full: 'full: every combination of levels',
  'row-by-row': 'row by row: an arm for each row of a table',
  'one-at-a-time': 'one at a time: each level against the baseline',
  'a-a': 'A/A: equal arms, which should show no difference',
};
