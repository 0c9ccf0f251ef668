import { claimedBound } from '../../harness/model/claimed-bound.ts';
import type { Comparison, JudgedClaim } from '../../harness/model/comparison.ts';
import type { Claim, Level, Levels } from '../../harness/model/experiment.ts';
import { formatCount, formatInterval, formatMeasure } from '../../harness/model/format.ts';
import { measureNamed } from './comparison-data.ts';
import { formatConfidence, formatFactor, formatFactors, formatLevel } from './words.ts';

/** What is claimed, what was measured and its interval, each as it stands in a table. Of a table, its rows say that. */
export function claimFigures(
  comparison: Comparison,
  { claim, ratio, ratioEstimate, difference = null, differenceEstimate = null }: JudgedClaim,
): { claimed: string; measured: string; interval: string | null } | null {
  if ('rows' in claim) return null;
  const { unit } = measureNamed(comparison, claim.measure);
  const [interval, estimate] = 'ratio' in claim ? [ratio, ratioEstimate] : [difference, differenceEstimate];
  const format = 'ratio' in claim ? formatFactor : (value: number) => formatMeasure(value, unit);
  const ends = 'ratio' in claim ? formatFactors(ratio) : formatInterval(difference, unit);
  return {
    claimed: boundInWords(claim, unit),
    measured: estimate !== null ? format(estimate) : interval === null ? 'not measured' : 'no estimate',
    interval: interval === null ? null : `${ends}, at ${formatConfidence(interval.confidence)}`,
  };
}

/** "at most ×0.3", "at least 5,000 users more", "7 rows, each with a bound of its own". */
export function boundInWords(claim: Claim, unit: string): string {
  if ('rows' in claim) return `${formatCount(claim.rows.length, 'row')}, each with a bound of its own`;
  return claimedBound(claim, unit, formatFactor);
}

/** "cache: Redis, against cache: none": the two arms of a claim, by their labels if such arms exist. */
export function comparedInWords(comparison: Comparison, claim: Claim): string {
  if ('rows' in claim) return 'each row with its own arm';
  return `${armInWords(comparison, claim.arm)}, against ${armInWords(comparison, claim.against)}`;
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
