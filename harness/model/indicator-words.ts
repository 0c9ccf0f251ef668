import { formatNumber } from './format.ts';
import { type ClientIndicator, type GaugeName, type Indicator, tagsOf } from './indicator.ts';

/** An indicator in plain English, for reports and the command line: "p95 response time", "correct requests a minute". */
export function indicatorInWords(indicator: Indicator): string {
  switch (indicator.source) {
    case 'requests':
    case 'pages':
    case 'transfers':
      return `${ofClient(indicator)}${selected(indicator)}`;
    case 'statements':
      return indicator.statistic === 'rate'
        ? `database queries a ${indicator.per}${selected(indicator)}`
        : `${statistic(indicator)} query time${selected(indicator)}`;
    case 'connection-waits':
      return `${statistic(indicator)} wait for a database connection`;
    case 'cache-lookups':
      return `cache hit ratio${selected(indicator)}`;
    case 'served-requests':
      return `share of requests that ${indicator.where.part} served`;
    case 'users':
      return indicator.while === undefined
        ? 'users alive at once'
        : `users alive at once while ${indicator.while} holds`;
    case 'checks':
      return `${OF_CHECKS[indicator.statistic]}${selected(indicator)}`;
    case 'gauge':
      if (indicator.statistic === 'rate') return `CPU time for 1,000 correct responses${selected(indicator)}`;
      return `${statistic(indicator)} ${gaugeInWords(indicator.gauge, tagsOf(indicator))}`;
  }
}

/** The noun for one of them: "request", "page", "transfer". */
export function nounOf({ source }: Pick<ClientIndicator, 'source'>): string {
  return source.slice(0, -1);
}

/** The noun for all of them: "requests", "pages (dashboard)". */
export function pluralOf(indicator: ClientIndicator): string {
  return `${indicator.source}${selected(indicator)}`;
}

const TIME_OF: Record<ClientIndicator['source'], string> = {
  requests: 'response time',
  pages: 'page time',
  transfers: 'transfer time',
};

const ANSWERED: Record<ClientIndicator['source'], string> = {
  requests: 'responses',
  pages: 'pages',
  transfers: 'transfers',
};

function ofClient(indicator: ClientIndicator): string {
  switch (indicator.statistic) {
    case 'rate':
      return `correct ${ANSWERED[indicator.source]} a ${indicator.per}`;
    case 'share':
      return `share of correct ${ANSWERED[indicator.source]}`;
    default:
      return `${statistic(indicator)} ${TIME_OF[indicator.source]}`;
  }
}

const OF_CHECKS: Record<Extract<Indicator, { source: 'checks' }>['statistic'], string> = {
  lost: 'acknowledged writes that were lost',
  doubled: 'acknowledged writes that were doubled',
  'lost-or-doubled': 'acknowledged writes that were lost or doubled',
  'agreement-time': 'longest time until derived data agreed',
};

const GAUGES: Record<GaugeName, string> = {
  'database-connections': 'database connections',
  'pool-connections': 'connections of the pools',
  'replica-lag': 'replica lag',
  'cache-memory': 'cache memory',
  cpu: 'CPU use',
  memory: 'memory use',
};

const IN_STATE: Record<string, string> = {
  'database-connections active': 'active database connections',
  'pool-connections peakInUse': 'connections of the pools in use at once',
};

function gaugeInWords(gauge: GaugeName, { state, part }: Readonly<Record<string, string>>): string {
  const noun = IN_STATE[`${gauge} ${state}`];
  const inState = noun === undefined && state !== undefined ? ` (${state})` : '';
  return `${noun ?? GAUGES[gauge]}${inState}${part === undefined ? '' : ` of ${part}`}`;
}

function statistic(indicator: { statistic: string; q?: number }): string {
  if (indicator.q !== undefined)
    return indicator.q === 0.5 ? 'median' : `p${formatNumber(indicator.q * 100, 4)}`;
  return indicator.statistic;
}

/** What it selects: " (dashboard, served from the cache)"; '' for everything of its source. */
export function selected(indicator: Indicator): string {
  const tags = Object.entries(tagsOf(indicator))
    .filter(([name, value]) => name !== 'role' || value !== 'primary') // there is usually no other
    .map(([name, value]) => TAG[name]?.(value) ?? `${name} '${value}'`);
  return tags.length === 0 ? '' : ` (${tags.join(', ')})`;
}

const TAG: Record<string, (value: string) => string> = {
  served: (value) => `served from the ${value}`,
  transfer: (value) => `${value}s`,
  role: (value) => `on the ${value}`,
  outcome: (value) => `${value} ones`,
  route: (value) => value,
  page: (value) => value,
  check: (value) => value,
  family: (value) => value,
};
