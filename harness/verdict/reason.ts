import { formatBound, formatInterval, formatList, formatNumber, formatPercent } from '../model/format.ts';
import { unitOf } from '../model/indicator.ts';
import type { Target } from '../model/target.ts';
import type { Interval } from '../model/verdict.ts';
import { LEAST_SECONDS } from '../stats/block-bootstrap.ts';
import { type Decision, headroom } from './decide.ts';

/**
 * One sentence for a stakeholder: what was measured (`claim`, without a full stop), what was promised, and what follows.
 * `settledBy` says what would settle an inconclusive target, `unexcluded` what a pass cannot rule out.
 */
export function reasonOf(
  target: Target,
  decision: Decision,
  claim: string,
  {
    actual,
    interval,
    settledBy,
    spare = 'to spare',
    unexcluded = () => '',
  }: {
    actual: number | null;
    interval: Interval | null;
    settledBy: string;
    spare?: string;
    /** a sentence on what a pass cannot rule out, or '' */
    unexcluded?: () => string;
  },
): string {
  const seen = `${claim.charAt(0).toUpperCase()}${claim.slice(1)}`;
  const unit = unitOf(target.indicator);
  const promise = formatBound(target.operator, target.bound, unit);
  if (decision === 'fail') return `${seen}; the promise is ${promise}, so it was broken in this run.`;
  if (decision === 'inconclusive') {
    const found =
      interval === null
        ? 'these are too few'
        : `the interval (${formatInterval(interval, unit, target.bound)}) does not settle it`;
    return `${seen}; the promise is ${promise}, and ${found}: ${settledBy}.`;
  }
  const left = actual === null ? null : headroom(target, actual);
  const withSpare = left === null ? '' : ` with ${formatPercent(left)} ${spare}`;
  const notRuledOut = unexcluded();
  return `${seen}; the promise is ${promise}, so it holds${withSpare}.${notRuledOut && ` ${notRuledOut}`}`;
}

/** Used if there were enough requests, but neighbouring seconds of the phase vary too much together. */
export const LONGER_PHASE = 'neighbouring seconds vary together so much that only a longer phase would';

/** Used if there are too few seconds to resample. */
export const MORE_SECONDS = `at least ${LEAST_SECONDS} seconds of steady load would show how they vary`;

/**
 * Says that `more` of something with the same outcome would settle a target, rounded up to two digits. `more` is null if no number would.
 */
export function moreWouldSettle(more: number | null, nouns: string, condition = ''): string {
  if (more === null) return `no number of ${nouns} that a test can send would`;
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(more)) - 1);
  return `about ${formatNumber(Math.ceil(more / unit) * unit)} more ${nouns}${condition} would`;
}

/** "'open steady'", "'open steady' and 'closed steady'". */
export function quoted(names: readonly string[]): string {
  return formatList(names.map((name) => `'${name}'`));
}
