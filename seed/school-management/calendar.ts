/**
 * A fixed term in the past: nothing here reads a clock, so the same seed gives the same rows on any day, and every row that a run writes is
 * newer.
 */
const FIRST_MONDAY_MS = Date.parse('2025-01-13T00:00:00Z');
const DAY_MS = 86_400_000;
const SCHOOL_DAYS_A_WEEK = 5;

/** School days of the term before today: eight weeks and two days. */
export const PAST_SCHOOL_DAYS = 42;

/** YYYY-MM-DD of a school day, counted from the first Monday. Negative ones are before the term. */
export function schoolDay(number: number): string {
  const week = Math.floor(number / SCHOOL_DAYS_A_WEEK);
  const day = week * 7 + (number - week * SCHOOL_DAYS_A_WEEK);
  return new Date(FIRST_MONDAY_MS + day * DAY_MS).toISOString().slice(0, 10);
}

/** The day that the scenario plays: a Wednesday. */
export const TODAY = schoolDay(PAST_SCHOOL_DAYS);
