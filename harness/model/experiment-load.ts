import type { ExperimentLoad } from './experiment.ts';
import { formatCount, formatDuration, formatMeasure, formatNumber } from './format.ts';

/** What a capacity may be searched for in, by what a staircase offers. */
export const OFFERED_UNIT = { users: 'users', arrivals: 'arrivals/s' } as const;

/** The levels that a staircase offers, from the lowest on. */
export function levelsOf({ from, factor, to }: Extract<ExperimentLoad, { model: 'staircase' }>): number[] {
  const levels: number[] = [];
  for (let exact = from; Math.round(exact) <= to; exact *= factor) {
    const level = Math.round(exact);
    if (level > (levels.at(-1) ?? 0)) levels.push(level);
  }
  return levels;
}

/** The most users of a closed load; null for an open one. */
export function mostUsers(load: ExperimentLoad): number | null {
  if (load.model === 'closed') return load.users;
  return load.model === 'staircase' && load.offers === 'users' ? Math.max(...levelsOf(load)) : null;
}

/** "300 arrivals/s", "5,000 users who think for 10 s", "up to 1,139 users who think for 10 s, in 6 levels". */
export function formatLoad(load: ExperimentLoad): string {
  if (load.model === 'open') return formatMeasure(load.ratePerSec, OFFERED_UNIT.arrivals);
  if (load.model === 'closed') return usersInWords(load.users, load.thinkTimeMs);
  const levels = levelsOf(load);
  const top = Math.max(...levels);
  const most =
    load.offers === 'users' ? usersInWords(top, load.thinkTimeMs) : formatMeasure(top, OFFERED_UNIT.arrivals);
  return `up to ${most}, in ${formatCount(levels.length, 'level')} from ${formatNumber(levels[0]!)} on`;
}

function usersInWords(count: number, thinkTimeMs: number): string {
  const users = formatCount(count, 'user');
  return thinkTimeMs === 0
    ? `${users} who never think`
    : `${users} who think for ${formatDuration(thinkTimeMs)}`;
}
