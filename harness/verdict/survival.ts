import type { FigureKind } from '../model/figure-kind.ts';
import { formatCount, formatPercent } from '../model/format.ts';
import type { Doubt, Limit, Status, Survived, ValidityCheck } from '../model/verdict.ts';
import type { CaseName } from './case-name.ts';
import { widestLimit } from './cases.ts';

/** What is in doubt about one target: what went wrong, how far that is bounded, and in which direction it is not. */
export type TargetDoubts = {
  checks: Doubted[];
  limit: Limit;
  /** the cases in which it is unknown how far the figure is off */
  unbounded: CaseName[];
};

type Doubted = ValidityCheck & { doubt: Doubt };

/** Whether a check was violated and can have biased a kind of figure. */
export function canHaveBiased(check: ValidityCheck, kind: FigureKind): check is Doubted {
  const { status, doubt } = check;
  return status === 'violated' && doubt !== null && (kind in doubt.limited || kind in doubt.unlimited);
}

/** Collects the violated checks that can have biased the figure of a target. */
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
    // A figure that is biased to look worse would have been better in the best case.
    unbounded: [
      ...(isUnbounded('worse') ? (['best'] as const) : []),
      ...(isUnbounded('better') ? (['worst'] as const) : []),
    ],
  };
}

/** Why a result holds although these checks were violated. */
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
      ? `; it passes even if all of these (${share}) had been as bad as possible`
      : `; it fails even if all of these (${share}) had been as good as possible`;
  }
  return '';
}

/** Why a target could not be judged: what went wrong, and what the result would be in either case. */
export function undecided({ checks, unbounded }: TargetDoubts, best: Status, worst: Status): string {
  const [first, ...others] = checks;
  const more = others.length > 0 ? ` (and ${formatCount(others.length, 'more problem')})` : '';
  const cases =
    unbounded.length > 0
      ? 'it is not known how far that moved this figure'
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
