import type { Random } from '../generate/random.ts';

/** The day that the scenario plays. It lies in the past, so rows never depend on a clock, and what a run writes is newer than all of them. */
export const TODAY = '2026-01-15';

const DAY_MS = 86_400_000;
const MIDNIGHT_MS = Date.parse(`${TODAY}T00:00:00Z`);

/** A moment less than `daysAgo` days before today, as PostgreSQL reads it, in UTC; recent days more often. */
export function recentMoment(random: Random, daysAgo: number): string {
  const backMs = Math.max(1000, Math.floor(daysAgo * DAY_MS * random.unit() ** 2));
  return new Date(MIDNIGHT_MS - backMs).toISOString().slice(0, 19).replace('T', ' ');
}

/** Midnight, a number of days before today. */
export function dayBefore(days: number): string {
  return new Date(MIDNIGHT_MS - days * DAY_MS).toISOString().slice(0, 10);
}
