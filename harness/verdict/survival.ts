import type { FigureKind } from '../model/figure-kind.ts';
import { formatCount, formatPercent } from '../model/format.ts';
import type { Doubt, Limit, Status, Survived, ValidityCheck } from '../model/verdict.ts';
import type { CaseName } from './case-name.ts';
import { widestLimit } from './cases.ts';

/** What is in doubt about one target: what went wrong, how far it can be bounded, and which way it cannot. */
export type TargetDoubts = {
  checks: Doubted[];
  limit: Limit;
  /** the cases in which nobody knows how far the figure is off */
  unbounded: CaseName[];
};

type Doubted = ValidityCheck & { doubt: Doubt };

/** Whether a check was violated that can have biased a figure. */
export function canHaveBiased(check: ValidityCheck, kind: FigureKind): check is Doubted {
  const { status, doubt } = check;
  return status === 'violated' && doubt !== null && (kind in doubt.limited || kind in doubt.unlimited);
}

/** Of the checks that were violated, those that can have biased the figure of a target. */
export function doubtsAbout(
  kind: FigureKind,
  checks: readonly ValidityCheck[],
  phaseNames: readonly string[],
): TargetDoubts {
  const relevant = checks.filter(
    (check): check is Doubted =>
      canHaveBiased(check, kind) && (check.phase === null || phaseNames.includes(check.phase)),
  );
  const directions = relevant.map(({ doubt }) => doubt.unlimited[kind]);
  const isUnbounded = (way: 'better' | 'worse') =>
    directions.some((each) => each === way || each === 'either');
  return {
    checks: relevant,
    limit: widestLimit(relevant.filter(({ doubt }) => kind in doubt.limited).map(({ doubt }) => doubt.limit)),
    // A figure that looks worse than the system is would have been better in the best case.
    unbounded: [
      ...(isUnbounded('worse') ? (['best'] as const) : []),
      ...(isUnbounded('better') ? (['worst'] as const) : []),
    ],
  };
}

/** Why a result stands although these checks were violated. */
export function survivalOf({ checks }: TargetDoubts, status: 'pass' | 'fail'): Survived[] {
  return checks.map(({ name, phase, doubt }) => ({
    check: name,
    phase,
    how: `${sentence(doubt.because)}${extreme(doubt.limit, status)}.`,
  }));
}

/** The extreme case within a limit, in words. */
function extreme(
  { missingRequests, doubtfulFailures, unseenServerShare }: Limit,
  status: 'pass' | 'fail',
): string {
  const requests = (count: number) => formatCount(count, 'request');
  if (missingRequests) {
    return status === 'pass'
      ? `; it passes even if all of these (${requests(missingRequests)}) had failed`
      : `; it fails even if all of these (${requests(missingRequests)}) had been answered correctly at once`;
  }
  if (doubtfulFailures && status === 'fail') {
    return `; it fails even if all of these (${requests(doubtfulFailures)}) had been answered correctly at once`;
  }
  if (unseenServerShare) {
    const share = formatPercent(unseenServerShare);
    return status === 'pass'
      ? `; it passes even if all of these (${share}) had been as bad as can be`
      : `; it fails even if all of these (${share}) had been as good as can be`;
  }
  return '';
}

/** Why nothing can be said: what went wrong, and what the result would be in either case. */
export function undecided({ checks, unbounded }: TargetDoubts, best: Status, worst: Status): string {
  const [first, ...others] = checks;
  const more = others.length > 0 ? ` (and ${formatCount(others.length, 'more problem')})` : '';
  const cases =
    unbounded.length > 0
      ? 'how far that moved this figure is not known'
      : `in the best case this target ${WOULD[best]}, in the worst it ${WOULD[worst]}`;
  return `This could not be judged${more}. ${first!.reason} ${sentence(first!.doubt.because)}; ${cases}.`;
}

const WOULD: Record<Status, string> = {
  pass: 'passes',
  fail: 'fails',
  inconclusive: 'stays open',
  invalid: 'cannot be judged',
};

function sentence(clause: string): string {
  return clause.charAt(0).toUpperCase() + clause.slice(1);
}
