import { formatBound, formatInterval, formatMeasure, formatPercent } from '../../harness/model/format.ts';
import type { GateChange, GateCheck, GateStatus } from '../../harness/model/gate.ts';
import type { Status } from '../../harness/model/verdict.ts';

/** A sign in addition to the word, so that a phone shows the state at a glance. */
export const GATE_SIGNS: Record<GateStatus, string> = {
  pass: '✅',
  warn: '⚠️',
  fail: '❌',
  inconclusive: '❔',
  invalid: '⛔',
};

export const GATE_WORDS: Record<GateStatus, string> = {
  pass: 'Pass',
  warn: 'Warning',
  fail: 'Fail',
  inconclusive: 'Inconclusive',
  invalid: 'Invalid',
};

/** For formats that have no warning: it passes. */
export function statusWithoutWarning(status: GateStatus): Status {
  return status === 'warn' ? 'pass' : status;
}

/** The most serious first, otherwise in the order of the budget. */
export function mostSeriousFirst(checks: readonly GateCheck[]): GateCheck[] {
  const order: GateStatus[] = ['fail', 'invalid', 'inconclusive', 'warn', 'pass'];
  return order.flatMap((status) => checks.filter((check) => check.status === status));
}

/** "18.2 ms, 17.9 to 18.6 ms; bound: under 20 ms" or "18.2 ms, 15.1 ms before: 1.21 times (1.17 to 1.25)". */
export function figureInWords(check: GateCheck): string {
  const { value, unit, interval, limit, change } = check;
  const measured = isEndless(check) ? 'endless' : formatMeasure(value, unit);
  if (limit !== null) {
    const { operator, errorBound, warnBound } = limit;
    const bounds = [
      ...(errorBound === null ? [] : [formatBound(operator, errorBound, unit)]),
      ...(warnBound === null ? [] : [`warning: ${formatBound(operator, warnBound, unit)}`]),
    ];
    const range =
      interval === null ? '' : ` (${formatInterval(interval, unit, errorBound ?? warnBound ?? undefined)})`;
    return `${measured}${range}; ${bounds.join(', ')}`;
  }
  if (change === null || change.base === null) return measured;
  const changed = changeInWords(change, unit);
  return `${measured}, base ${formatMeasure(change.base, unit)}${changed === null ? '' : ` (${changed})`}`;
}

/** Without a figure, but with an interval: a percentile with more failures than it leaves room for. */
function isEndless({ value, interval, change }: GateCheck): boolean {
  if (value !== null) return false;
  return interval !== null || (change?.ratio ?? change?.difference ?? null)?.high === null;
}

/** "+21%, +17% to +25%"; null: it has no interval. */
export function changeInWords(
  { ratio, ratioEstimate, difference, differenceEstimate }: ChangeIntervals,
  unit: string,
): string | null {
  if (ratio !== null && ratioEstimate !== null)
    return `${signedPercent(ratioEstimate)}, ${signedPercent(ratio.low)} to ${signedPercent(ratio.high)}`;
  if (difference === null || differenceEstimate === null) return null;
  const signed = (amount: number | null) => signedAmount(amount, unit);
  return `${signed(differenceEstimate)}, ${signed(difference.low)} to ${signed(difference.high)}`;
}

type ChangeIntervals = Pick<GateChange, 'ratio' | 'ratioEstimate' | 'difference' | 'differenceEstimate'>;

function signedPercent(ratio: number | null): string {
  if (ratio === null) return 'unbounded';
  const change = ratio - 1;
  return `${change < 0 ? '−' : '+'}${formatPercent(Math.abs(change))}`;
}

function signedAmount(amount: number | null, unit: string): string {
  if (amount === null) return 'unbounded';
  return `${amount < 0 ? '−' : '+'}${formatMeasure(Math.abs(amount), unit)}`;
}
