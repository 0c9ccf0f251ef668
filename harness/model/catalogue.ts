import type { Measure } from './comparison.ts';
import { OFFERED_UNIT } from './experiment-load.ts';
import { type Indicator, unitOf } from './indicator.ts';
import { indicatorInWords } from './indicator-words.ts';

/** A figure by which runs are compared: that of an indicator, or what a staircase has shown to be carried. */
export type Named =
  | { measure: Measure; indicator: Indicator; carried?: never }
  | { measure: Measure; carried: keyof typeof OFFERED_UNIT; indicator?: never };

const primary = { role: 'primary' };

/** The indicators that experiments refer to by id. Any other is written out. */
const INDICATORS: Record<string, Indicator> = {
  responseTimeP50Ms: { source: 'requests', statistic: 'quantile', q: 0.5 },
  responseTimeP95Ms: { source: 'requests', statistic: 'quantile', q: 0.95 },
  responseTimeP99Ms: { source: 'requests', statistic: 'quantile', q: 0.99 },
  goodputPerSec: { source: 'requests', statistic: 'rate', per: 'second' },
  correctRatio: { source: 'requests', statistic: 'share' },
  hitRatio: { source: 'cache-lookups', statistic: 'share' },
  databaseQueriesPerSec: { source: 'statements', where: primary, statistic: 'rate', per: 'second' },
  databaseQueriesPerRequest: { source: 'statements', where: primary, statistic: 'rate', per: 'request' },
  queryTimeMeanMs: { source: 'statements', statistic: 'mean' },
  queryTimeP95Ms: { source: 'statements', statistic: 'quantile', q: 0.95 },
  poolWaitMeanMs: { source: 'connection-waits', statistic: 'mean' },
  databaseCpuCores: { source: 'gauge', gauge: 'cpu', where: { part: 'postgres' }, statistic: 'mean' },
  systemCpuSecPer1000: { source: 'gauge', gauge: 'cpu', statistic: 'rate', per: '1000 responses' },
  cacheMemoryMb: { source: 'gauge', gauge: 'cache-memory', statistic: 'maximum' },
};

/** The highest load that a staircase has shown to be carried, by id. */
const CARRIED: Record<string, keyof typeof OFFERED_UNIT> = {
  carriedUsers: 'users',
  carriedPerSec: 'arrivals',
};

function carriedNamed(id: string): Named | null {
  const carried = Object.hasOwn(CARRIED, id) ? CARRIED[id]! : null;
  if (carried === null) return null;
  const unit = OFFERED_UNIT[carried];
  return {
    carried,
    measure: { name: id, label: `${carried} carried`, unit, better: 'higher', scale: 'ratio' },
  };
}

const STATEMENT_PREFIX = 'statementMeanMs:';

/** Null for an unknown id. An id for a statement is valid for any name, whether or not the statement exists. */
export function indicatorNamed(id: string): Named | null {
  if (id.startsWith(STATEMENT_PREFIX)) {
    const statement = id.slice(STATEMENT_PREFIX.length);
    return statement === ''
      ? null
      : named(id, { source: 'statements', where: { statement }, statistic: 'mean' });
  }
  return carriedNamed(id) ?? (Object.hasOwn(INDICATORS, id) ? named(id, INDICATORS[id]!) : null);
}

/** The ids, for people to read. */
export function indicatorIds(): string[] {
  return [...Object.keys(INDICATORS), ...Object.keys(CARRIED), `${STATEMENT_PREFIX}<statement>`];
}

/**
 * Shares, waits (which may be 0) and data checks are compared by differences, everything else by factors. More is better for correct
 * requests, hits and users; neither for a server's share of the requests; less is better for everything else.
 */
export function named(id: string, indicator: Indicator): Named {
  const { source, statistic } = indicator;
  const isOfUsers = source === 'requests' || source === 'pages' || source === 'transfers';
  const isHigherBetter = statistic === 'share' || source === 'users' || (isOfUsers && statistic === 'rate');
  const isDifference = statistic === 'share' || source === 'connection-waits' || source === 'checks';
  return {
    indicator,
    measure: {
      name: id,
      label: indicatorInWords(indicator),
      unit: unitOf(indicator),
      better: source === 'served-requests' ? 'neither' : isHigherBetter ? 'higher' : 'lower',
      scale: isDifference ? 'difference' : 'ratio',
    },
  };
}
