import type { Comparison } from '../../harness/model/comparison.ts';
import type { Claim, Level, Levels } from '../../harness/model/experiment.ts';
import { formatLevel } from './words.ts';

/** "cache: Redis, against cache: none": the two arms of a claim, by their labels if such arms exist. */
export function comparedInWords(comparison: Comparison, { arm, against }: Claim): string {
  return `${armInWords(comparison, arm)}, against ${armInWords(comparison, against)}`;
}

/** Among several arms with these levels, the one that is otherwise like the baseline. */
function armInWords({ arms }: Comparison, levels: Levels): string {
  const entries = Object.entries(levels);
  const found = arms.filter((arm) => entries.every(([factor, level]) => isSame(arm.levels[factor], level)));
  const baseline = arms.find(({ isBaseline }) => isBaseline);
  const likeBaseline = found.find((arm) =>
    Object.entries(arm.levels).every(
      ([factor, level]) => factor in levels || isSame(level, baseline?.levels[factor]),
    ),
  );
  const arm = found.length === 1 ? found[0] : likeBaseline;
  return arm?.label ?? entries.map(([factor, level]) => `${factor} ${formatLevel(level)}`).join(', ');
}

function isSame(one: Level | undefined, other: Level | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
