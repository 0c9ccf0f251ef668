const DAY = /^\d{4}-\d\d-\d\d$/;
/** RFC 3339, section 5.6, to the millisecond: finer times would be stored, but truncated in every response. */
const INSTANT = /^(\d{4}-\d\d-\d\d)[t ](\d\d:\d\d:\d\d)(\.\d{1,3})?0*(z|([+-]\d\d)(?::?(\d\d))?)$/i;

/** PostgreSQL accepts no larger offset, and no time zone has one. */
const OFFSET_HOURS_MAX = 15;

/** The formats of dates in requests, under their names in JSON schemas. */
export const dateFormats = { day: isDay, instant: isInstant };

/** A day of the years 1 to 9999: "2026-03-02". */
export function isDay(text: string): boolean {
  return DAY.test(text) && !text.startsWith('0000') && exists(text, '00:00:00');
}

/** A moment with a time zone, in the years 1 to 9999 also in UTC, where it is stored: "2026-03-02T08:00:00+03:00". */
export function isInstant(text: string): boolean {
  const [, day = '', time = '', fraction = '', , hours = '+00', minutes = '00'] = INSTANT.exec(text) ?? [];
  if (!exists(day, time) || Math.abs(Number(hours)) > OFFSET_HOURS_MAX || Number(minutes) > 59) return false;
  const year = new Date(`${day}T${time}${fraction}${hours}:${minutes}`).getUTCFullYear();
  return year >= 1 && year <= 9999;
}

/** JavaScript reads 30 February as 2 March, and 24:00 as the next day. */
function exists(day: string, time: string): boolean {
  const date = new Date(`${day}T${time}Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${day}T${time}`);
}
