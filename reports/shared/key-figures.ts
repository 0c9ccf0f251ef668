import type { IndexedTarget } from '../../harness/model/report-index.ts';
import type { Status } from '../../harness/model/verdict.ts';

const MOST_FIGURES = 3;
const ATTENTION: readonly Status[] = ['fail', 'invalid', 'inconclusive', 'pass'];

/** The figures that matter most: those that did not pass, then those with the least headroom; at most three. */
export function keyFigures(targets: readonly IndexedTarget[]): IndexedTarget[] {
  const rank = ({ status }: IndexedTarget) => ATTENTION.indexOf(status);
  const headroom = (target: IndexedTarget) => target.headroom ?? Number.POSITIVE_INFINITY;
  const order = (a: number, b: number) => (a === b ? 0 : a - b); // without headroom, both are endless
  return targets
    .toSorted((a, b) => order(rank(a), rank(b)) || order(headroom(a), headroom(b)))
    .slice(0, MOST_FIGURES);
}

/** "5 of 6". */
export function heldInWords(targets: readonly IndexedTarget[]): string {
  return `${targets.filter(({ status }) => status === 'pass').length} of ${targets.length}`;
}
