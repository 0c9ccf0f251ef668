import type { ClimbedLevel, Comparison } from '../../harness/model/comparison.ts';
import { formatNumber, formatPercent } from '../../harness/model/format.ts';
import { validRepetitions } from './comparison-data.ts';

export const LEVEL_COLUMNS = ['Arm', 'Level', 'Why not', 'Carried', 'Repetitions', 'p95, ms', 'Correct'];
/** The first of these are text. */
export const LEVEL_TEXT_COLUMNS = 3;

/** Every level of a staircase by arm, over the repetitions used; p95 and share from the lowest to the highest of them. */
export function levelRows({ arms }: Comparison): { arm: string; cells: string[] }[] {
  return arms.flatMap((arm) => {
    const byLevel = Map.groupBy(
      validRepetitions(arm).flatMap(({ levels = [] }) => levels),
      ({ level }) => level,
    );
    return [...byLevel]
      .toSorted(([a], [b]) => a - b)
      .map(([level, of]) => ({ arm: arm.name, cells: cellsOf(level, of) }));
  });
}

function cellsOf(level: number, of: readonly ClimbedLevel[]): string[] {
  const carried = of.filter(({ status }) => status === 'carried').length;
  const reasons = [...new Set(of.flatMap(({ status, reason }) => (reason ? [inWords(status, reason)] : [])))];
  const times = of.map(({ p95Ms }) => p95Ms ?? Number.POSITIVE_INFINITY);
  return [
    formatNumber(level),
    reasons.join('; '),
    formatNumber(carried),
    formatNumber(of.length),
    spread(times, (ms) => (Number.isFinite(ms) ? formatNumber(ms) : 'endless')),
    spread(
      of.map(({ correctShare }) => correctShare),
      (share) => formatPercent(share),
    ),
  ];
}

function inWords(status: ClimbedLevel['status'], reason: string): string {
  return status === 'doubtful' ? `not judged: ${reason}` : reason;
}

function spread(values: readonly number[], format: (value: number) => string): string {
  const [low, high] = [format(Math.min(...values)), format(Math.max(...values))];
  return low === high ? low : `${low} to ${high}`;
}
