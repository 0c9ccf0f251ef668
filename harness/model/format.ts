import { exhaustive } from './exhaustive.ts';
import type { Operator } from './target.ts';

/*
 * How every figure is written, in verdicts, reports and on the terminal: English, thousands separators, the unit after a
 * space. Numbers below 100 have three significant digits, larger ones no decimals.
 */

const MAX_PERCENT_DECIMALS = 6;

const formatters = new Map<string, Intl.NumberFormat>();

/** Formatters are cached: creating one costs a hundred times as much as using it, and there are few. */
function formatterOf(
  limit: 'maximumSignificantDigits' | 'maximumFractionDigits',
  digits: number,
): Intl.NumberFormat {
  const key = `${limit} ${digits}`;
  let formatter = formatters.get(key);
  if (!formatter) {
    formatter = new Intl.NumberFormat('en-US', { [limit]: digits });
    formatters.set(key, formatter);
  }
  return formatter;
}

export function formatNumber(value: number, significantDigits = 3): string {
  if (!Number.isFinite(value)) return value > 0 ? 'unbounded' : 'not a number';
  const integerDigits = Math.floor(Math.log10(Math.max(Math.abs(value), 1))) + 1;
  const digits = Math.min(21, Math.max(significantDigits, integerDigits));
  const text = formatterOf('maximumSignificantDigits', digits).format(value);
  return text === '-0' ? '0' : text;
}

/** A count of things, e.g. `formatCount(2100, 'request')` is "2,100 requests". */
export function formatCount(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatNumber(Math.round(count))} ${count === 1 ? noun : plural}`;
}

/** "a", "a and b", "a, b and c". */
export function formatList(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** "2 cores", "1 core", or "1.5 cores" with a CPU quota. */
export function formatCores(cores: number): string {
  return `${formatNumber(cores)} ${cores === 1 ? 'core' : 'cores'}`;
}

/**
 * A ratio as a percentage. Near 0% and near 100% it keeps two significant digits of the distance, so that 0.99987 is
 * "99.987%" and a ratio below 1 is never written as "100%".
 */
export function formatPercent(ratio: number, extraDecimals = 0): string {
  if (!Number.isFinite(ratio)) return formatNumber(ratio);
  if (ratio <= 0 || ratio >= 1) return `${formatNumber(ratio * 100)}%`;
  const distance = 100 * Math.min(ratio, 1 - ratio);
  const decimals = Math.max(0, 1 - Math.floor(Math.log10(distance) + 1e-9)) + extraDecimals;
  if (decimals > MAX_PERCENT_DECIMALS + extraDecimals) return ratio > 0.5 ? '>99.999999%' : '<0.000001%';
  return `${formatterOf('maximumFractionDigits', decimals).format(ratio * 100)}%`;
}

/** Bytes in decimal units: 2,040,000,000 is "2.04 GB". */
export function formatBytes(sizeBytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(Math.abs(sizeBytes), 1)) / 3));
  return `${formatNumber(sizeBytes / 1000 ** power)} ${units[power]}`;
}

/** "850 ms", "12.3 s", "4 min 12 s", "1 h 5 min". */
export function formatDuration(durationMs: number): string {
  if (durationMs < 1000) return `${formatNumber(durationMs)} ms`;
  if (durationMs < 59_950) return `${formatNumber(durationMs / 1000)} s`;
  const seconds = Math.round(durationMs / 1000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (hours > 0) return minutes > 0 ? `${formatNumber(hours)} h ${minutes} min` : `${formatNumber(hours)} h`;
  return rest > 0 ? `${minutes} min ${rest} s` : `${minutes} min`;
}

/** Units that count things, and the word for one of them. */
const COUNTED: Record<string, string> = {
  users: 'user',
  requests: 'request',
  lookups: 'lookup',
  queries: 'query',
  connections: 'connection',
  seconds: 'second',
  arrivals: 'arrival',
  tables: 'table',
  pages: 'page',
  transfers: 'transfer',
  writes: 'write',
  cores: 'core',
  changes: 'change',
};

/** Nothing that happens in a shorter time matters: 0.0000213 ms is written as "<0.001 ms". */
const LEAST_TIMES: Record<string, number> = { ms: 0.001, s: 0.000001 };

function formatWithDigits(value: number, unit: string, extraDigits: number): string {
  if (unit === 'ratio') return formatPercent(value, extraDigits);
  if (unit === 'bytes') return formatBytes(value);
  const least = LEAST_TIMES[unit];
  if (least !== undefined && value > 0 && value < least / 10 ** extraDigits) {
    return `<${formatNumber(least / 10 ** extraDigits)} ${unit}`;
  }
  const number = formatNumber(value, 3 + extraDigits);
  if (unit === '') return number;
  return `${number} ${(value === 1 && COUNTED[unit]) || unit}`;
}

/**
 * A measured value with its unit: "11.2 ms", "99.95%" (unit `ratio`), "1,200 requests/s", "2.04 GB" (unit `bytes`).
 * Null is "not measured". With `apartFrom`, digits are added until the text differs from that value's, so that 199.97 ms
 * is never written as the 200 ms it is compared with.
 */
export function formatMeasure(value: number | null, unit: string, apartFrom?: number): string {
  if (value === null) return 'not measured';
  for (let extraDigits = 0; extraDigits < 6; extraDigits++) {
    const text = formatWithDigits(value, unit, extraDigits);
    if (apartFrom === undefined || apartFrom === value) return text;
    if (text !== formatWithDigits(apartFrom, unit, extraDigits)) return text;
  }
  return formatWithDigits(value, unit, 6);
}

/** Milliseconds in a table whose head names the unit: "11.2", "<0.001". */
export function formatMs(ms: number | null): string {
  return formatMeasure(ms, 'ms').replace(/ ms$/, '');
}

/** "11.1 to 11.4 ms"; "at least 11.1 ms" or "at most 11.4 ms" if one side is unbounded. */
export function formatInterval(
  interval: { low: number | null; high: number | null } | null,
  unit: string,
  apartFrom?: number,
): string {
  if (interval === null || (interval.low === null && interval.high === null)) return 'none';
  const { low, high } = interval;
  if (low === null) return `at most ${formatMeasure(high, unit, apartFrom)}`;
  if (high === null) return `at least ${formatMeasure(low, unit, apartFrom)}`;
  const [lowText, highText] = [formatMeasure(low, unit, apartFrom), formatMeasure(high, unit, apartFrom)];
  if (lowText === highText) return lowText;
  const suffix = unit === '' || unit === 'ratio' || unit === 'bytes' ? '' : ` ${unit}`;
  const shortLow = suffix !== '' && lowText.endsWith(suffix) ? lowText.slice(0, -suffix.length) : lowText;
  return `${shortLow} to ${highText}`;
}

/** A promised bound in words: "under 200 ms", "at least 1,000 requests/s". */
export function formatBound(operator: Operator, bound: number, unit: string): string {
  return `${operatorInWords(operator)} ${formatMeasure(bound, unit)}`;
}

export function operatorInWords(operator: Operator): string {
  switch (operator) {
    case '<':
      return 'under';
    case '<=':
      return 'at most';
    case '>':
      return 'over';
    case '>=':
      return 'at least';
    default:
      return exhaustive(operator);
  }
}
