import type { Random } from '../generate/random.ts';

/**
 * A fixed semester: nothing here reads a clock, so the same seed gives the same rows on any day. It lies in
 * the past, so that what the server writes during a run is newer than any seeded row.
 */
const FIRST_MONDAY = '2025-02-03';
export const WEEKS = 16;
export const SCHOOL_DAYS_A_WEEK = 5;

/** The day on which the scenario takes place: Wednesday of the 12th week, when most of the semester is over. */
export const TODAY = { week: 11, weekday: 2 } as const;

const DAY_MS = 86_400_000;
const DAYS = Array.from({ length: WEEKS * 7 }, (_, day) =>
  new Date(Date.parse(FIRST_MONDAY) + day * DAY_MS).toISOString().slice(0, 10),
);

/** Days since the first Monday. */
export function dayOf(week: number, weekday: number): number {
  return week * 7 + weekday;
}

export const TODAY_DAY = dayOf(TODAY.week, TODAY.weekday);

/** YYYY-MM-DD */
export function dateText(day: number): string {
  return DAYS[day]!;
}

/** A moment as PostgreSQL reads it, in UTC. `minutes` are counted from midnight. */
export function timestampText(day: number, minutes: number, seconds = 0): string {
  return `${dateText(day)} ${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}:${twoDigits(seconds)}`;
}

/** The same moment inside JSON. */
export function isoText(day: number, minutes: number, seconds = 0): string {
  return `${timestampText(day, minutes, seconds).replace(' ', 'T')}Z`;
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : `${value}`;
}

/** Hours and their weights: two thirds of a school day's activity is before noon. */
const SCHOOL_HOURS = [
  [8, 5],
  [9, 6],
  [10, 6],
  [11, 5],
  [12, 2],
  [13, 3],
  [14, 3],
  [15, 2],
  [16, 1],
] as const;

export function schoolHour(random: Random): number {
  return random.pickWeighted(SCHOOL_HOURS);
}

/** A moment less than `daysAgo` days before today, recent days more often; always before eight today. Weekends are included. */
export function recentMoment(random: Random, daysAgo: number): { day: number; minutes: number } {
  const back = Math.floor(daysAgo * random.unit() ** 3);
  const day = Math.max(0, TODAY_DAY - back);
  if (day === TODAY_DAY) return { day, minutes: random.integer(5 * 60, 8 * 60 - 1) };
  const weekend = day % 7 >= SCHOOL_DAYS_A_WEEK;
  const hour = weekend ? random.integer(9, 21) : schoolHour(random);
  return { day, minutes: hour * 60 + random.integer(0, 59) };
}
