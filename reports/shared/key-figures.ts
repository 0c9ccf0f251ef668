import type { IndexedTarget } from '../../harness/model/report-index.ts';
import type { Status } from '../../harness/model/verdict.ts';

const MOST_FIGURES = 3;
const ATTENTION: readonly Status[] = ['fail', 'invalid', 'inconclusive', 'pass'];

/**
 * The figures that matter most: those that did not pass, then those with the least headroom; at most three. Users who were there as planned are
 * always at their bound, so of those only the most are a figure that matters.
 */
export function keyFigures(targets: readonly IndexedTarget[]): IndexedTarget[] {
  const rank = ({ status }: IndexedTarget) => ATTENTION.indexOf(status);
  const headroom = (target: IndexedTarget) => target.headroom ?? Number.POSITIVE_INFINITY;
  const order = (a: number, b: number) => (a === b ? 0 : a - b); // without headroom, both are endless
  const mostUsers = Math.max(...targets.filter(arePlannedUsers).map(({ actual }) => actual ?? 0));
  return targets
    .filter((target) => !arePlannedUsers(target) || target.actual === mostUsers)
    .toSorted((a, b) => order(rank(a), rank(b)) || order(headroom(a), headroom(b)))
    .slice(0, MOST_FIGURES);
}

function arePlannedUsers({ status, unit }: IndexedTarget): boolean {
  return status === 'pass' && unit === 'users';
}

/** "5 of 6". */
export function heldInWords(targets: readonly IndexedTarget[]): string {
  return `${targets.filter(({ status }) => status === 'pass').length} of ${targets.length}`;
}
