import type { ComparedArm, JudgedClaim, JudgedRow, Measure } from '../../model/comparison.ts';
import type { ClaimedRow, TableClaim } from '../../model/experiment.ts';
import { formatCount, formatInterval, formatMeasure, operatorInWords } from '../../model/format.ts';
import type { Interval } from '../../model/verdict.ts';
import { withoutStop } from '../../model/without-stop.ts';
import { pairedT, pairedTInterval } from '../../stats/paired-t.ts';
import { sideOf } from '../../verdict/decide.ts';
import { CONFIDENCE } from '../../verdict/limits.ts';
import { armWith, problemOf, valuesByBlock } from './arms.ts';
import { CLAIM_STATUS } from './claim-status.ts';
import { LEAST_PAIRS, RESOLUTION } from './limits.ts';
import { unboundedBecause } from './unbounded.ts';

/**
 * Judges every row by the interval of its own arm. The 5% are divided among the rows that have an arm (Bonferroni), because one wrong row
 * would refute the table. The table is supported if every row is, and refuted if any row is: a row that was not reached settles nothing.
 */
export function judgeTable(claim: TableClaim, arms: readonly ComparedArm[], measure: Measure): JudgedClaim {
  const reached = claim.rows.filter(({ arm }) => arm !== undefined).length;
  const confidence = 1 - (1 - CONFIDENCE) / Math.max(1, reached);
  const rows = claim.rows.map((row) => judgeRow(claim, row, arms, measure, confidence));
  const count = (wanted: JudgedRow['status']) => rows.filter(({ status }) => status === wanted).length;
  const status =
    count('refuted') > 0 ? 'refuted' : count('supported') === rows.length ? 'supported' : 'not-settled';
  const word = { supported: 'Supported', refuted: 'Refuted', 'not-settled': 'Not settled' }[status];
  const sentence = `${word}: of ${formatCount(rows.length, 'row')}, ${count('supported')} supported, ${count('refuted')} refuted, ${count('not-settled')} not settled here.`;
  return { claim, status, ratio: null, ratioEstimate: null, rows, sentence };
}

function judgeRow(
  { operator }: TableClaim,
  row: ClaimedRow,
  arms: readonly ComparedArm[],
  measure: Measure,
  confidence: number,
): JudgedRow {
  const { name, figure: bound } = row;
  const open = (why: string): JudgedRow => ({
    name,
    status: 'not-settled',
    figure: null,
    sentence: `${why}.`,
  });
  if (row.arm === undefined) return open(`Not reached: ${withoutStop(row.notReached ?? '')}`);
  const arm = armWith(arms, row.arm);
  if (arm === undefined) return open('The experiment has no such arm');
  const problem = problemOf(arm);
  if (problem !== null) return open(withoutStop(problem));
  const figure = figureOf(arm, measure, confidence);
  if (figure === null) return open(`${LEAST_PAIRS} valid runs are needed`);
  const status = CLAIM_STATUS[sideOf(figure, operator, bound)];
  const unbounded = status === 'not-settled' ? unboundedBecause(measure, figure, [arm]) : null;
  const measured =
    figure.low === null && figure.high === null ? 'unknown' : formatInterval(figure, measure.unit);
  const promised = `${operatorInWords(operator)} ${formatMeasure(bound, measure.unit)} was claimed`;
  return {
    name,
    status,
    figure,
    sentence: `${arm.label}: ${measured}; ${promised}${unbounded === null ? '' : `; ${unbounded}`}.`,
  };
}

/**
 * The mean of an arm's runs: of logarithms on a ratio scale, as where two arms are compared. Null with fewer than four runs. With a run
 * of 0 there are no logarithms, and the interval ends at 0, below which nothing on a ratio scale can be.
 */
function figureOf(arm: ComparedArm, { name, scale }: Measure, confidence: number): Interval | null {
  const known = [...valuesByBlock(arm, name).values()];
  if (known.length < LEAST_PAIRS) return null;
  const isRatio = scale === 'ratio' && known.every(({ high }) => high > 0);
  const magnitude = Math.abs(known.reduce((sum, { low }) => sum + low, 0) / known.length);
  const endOf = (end: 'low' | 'high'): number | null => {
    const values = known.map((each) => (isRatio ? Math.log(each[end]) : each[end]));
    if (!values.every(Number.isFinite)) return null;
    const interval = pairedTInterval(
      pairedT(values, isRatio ? RESOLUTION : RESOLUTION * magnitude),
      confidence,
    );
    if (isRatio) return Math.exp(interval[end]);
    return scale === 'ratio' ? Math.max(0, interval[end]) : interval[end];
  };
  return {
    low: endOf('low'),
    high: endOf('high'),
    confidence,
    method: isRatio ? 't of logarithms' : 't',
  };
}
