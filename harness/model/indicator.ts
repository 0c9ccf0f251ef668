import Type from 'typebox';

/** The tags that something must have to be selected, by name. `route` is the request's name. Left out: everything. */
const where = Type.Optional(
  Type.Record(Type.String(), Type.String(), {
    description:
      'tags and their values, e.g. {"route": "sync.read"}, {"served": "cache"}; left out: everything of the source',
  }),
);

const q = Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1, description: '0.95: the 95th percentile' });
const closed = { additionalProperties: false };

/**
 * What users see: single requests, pages (several requests that a user waits for together), and transfers (requests that upload
 * or download a file). Times count from the intended start.
 */
export const ClientSource = Type.Union([
  Type.Literal('requests'),
  Type.Literal('pages'),
  Type.Literal('transfers'),
]);
export type ClientSource = Type.Static<typeof ClientSource>;

/** Durations that the servers measure: database statements without the wait for a connection, and that wait. */
const DurationSource = Type.Union([Type.Literal('statements'), Type.Literal('connection-waits')]);

/** Values that are read once a second. */
export const GaugeName = Type.Union([
  Type.Literal('database-connections', {
    description:
      'as the database counts them, by state: active, idle, idleInTransaction, waitingOnLock; left out: all',
  }),
  Type.Literal('pool-connections', {
    description:
      'of all servers, or one (part), by state: total, inUse, idle, waiting, at the moment they are read; peakInUse, the most at any moment of the second, added up over the servers; left out: total',
  }),
  Type.Literal('replica-lag', { description: 'of the replica that lags most' }),
  Type.Literal('cache-memory', { description: 'all nodes together' }),
  Type.Literal('cpu', {
    description: 'cores in use by a part; left out: by all parts of the system under test',
  }),
  Type.Literal('memory', { description: 'of a part; left out: of all parts of the system under test' }),
]);
export type GaugeName = Type.Static<typeof GaugeName>;

const perSecondOrMinute = Type.Union([Type.Literal('second'), Type.Literal('minute')]);

/**
 * What is measured: a source, a selection from it, and one statistic of the selection. Pure data. harness/verdict/statistics has one
 * estimator with one interval for each statistic, and docs/methods.md explains them.
 */
export const Indicator = Type.Union([
  Type.Object({ source: ClientSource, where, statistic: Type.Literal('quantile'), q }, closed),
  Type.Object(
    { source: ClientSource, where, statistic: Type.Union([Type.Literal('mean'), Type.Literal('maximum')]) },
    closed,
  ),
  Type.Object(
    { source: ClientSource, where, statistic: Type.Literal('rate'), per: perSecondOrMinute },
    { ...closed, description: 'of those that were correct' },
  ),
  Type.Object(
    { source: ClientSource, where, statistic: Type.Literal('share') },
    { ...closed, description: 'of those that were correct, refusals left out' },
  ),
  Type.Object({ source: DurationSource, where, statistic: Type.Literal('quantile'), q }, closed),
  Type.Object(
    { source: DurationSource, where, statistic: Type.Union([Type.Literal('mean'), Type.Literal('maximum')]) },
    closed,
  ),
  Type.Object(
    {
      source: Type.Literal('statements'),
      where,
      statistic: Type.Literal('rate'),
      per: Type.Union([Type.Literal('second'), Type.Literal('minute'), Type.Literal('request')]),
    },
    {
      ...closed,
      description:
        'as the servers count them; with {"role": "primary"}, as the primary database itself counts them',
    },
  ),
  Type.Object(
    { source: Type.Literal('cache-lookups'), where, statistic: Type.Literal('share') },
    { ...closed, description: 'of hits, for one family or for all except sessions' },
  ),
  Type.Object(
    {
      source: Type.Literal('served-requests'),
      where: Type.Object({ part: Type.String({ description: 'a server, e.g. "server-3"' }) }, closed),
      statistic: Type.Literal('share'),
    },
    { ...closed, description: 'of the requests that all servers answered, those of one server' },
  ),
  Type.Object(
    {
      source: Type.Literal('users'),
      statistic: Type.Literal('minimum'),
      while: Type.Optional(
        Type.String({ description: 'id of the target that must hold in the same phases, e.g. "tvet.p95"' }),
      ),
    },
    { ...closed, description: 'alive at once' },
  ),
  Type.Object(
    {
      source: Type.Literal('checks'),
      where,
      statistic: Type.Union([
        Type.Literal('lost', { description: 'acknowledged, but not in the database' }),
        Type.Literal('doubled'),
        Type.Literal('lost-or-doubled'),
        Type.Literal('agreement-time', {
          description: 'the longest time until derived data agreed with what was acknowledged',
        }),
      ]),
    },
    closed,
  ),
  Type.Object(
    {
      source: Type.Literal('gauge'),
      gauge: GaugeName,
      where,
      statistic: Type.Union([Type.Literal('maximum'), Type.Literal('minimum'), Type.Literal('mean')]),
    },
    closed,
  ),
  Type.Object(
    { source: Type.Literal('gauge'), gauge: GaugeName, where, statistic: Type.Literal('quantile'), q },
    { ...closed, description: 'over seconds' },
  ),
  Type.Object(
    {
      source: Type.Literal('gauge'),
      gauge: Type.Literal('cpu'),
      where,
      statistic: Type.Literal('rate'),
      per: Type.Literal('1000 responses', { description: 'CPU seconds for 1,000 correct responses' }),
    },
    closed,
  ),
]);
export type Indicator = Type.Static<typeof Indicator>;

/** An indicator of what users see. */
export type ClientIndicator = Extract<Indicator, { source: ClientSource }>;
/** An indicator of times that servers measured. */
export type DurationIndicator = Extract<
  Indicator,
  { source: 'statements' | 'connection-waits'; statistic: 'quantile' | 'mean' | 'maximum' }
>;
export type GaugeIndicator = Extract<Indicator, { source: 'gauge' }>;
export type StatementRate = Extract<Indicator, { source: 'statements'; statistic: 'rate' }>;
export type LookupIndicator = Extract<Indicator, { source: 'cache-lookups' }>;
export type ServedIndicator = Extract<Indicator, { source: 'served-requests' }>;
export type CheckIndicator = Extract<Indicator, { source: 'checks' }>;
export type UserIndicator = Extract<Indicator, { source: 'users' }>;

export function isOfClient(indicator: Indicator): indicator is ClientIndicator {
  return indicator.source === 'requests' || indicator.source === 'pages' || indicator.source === 'transfers';
}

export function isDuration(indicator: Indicator): indicator is DurationIndicator {
  return (
    (indicator.source === 'statements' || indicator.source === 'connection-waits') &&
    indicator.statistic !== 'rate'
  );
}

/** The tags that an indicator selects by; none if it selects everything of its source. */
export function tagsOf(indicator: Indicator): Readonly<Record<string, string>> {
  return ('where' in indicator && indicator.where) || {};
}

/** Whether an indicator selects everything of its source. */
export function isUnselected(indicator: Indicator): boolean {
  return Object.keys(tagsOf(indicator)).length === 0;
}

/** Equal for indicators that read the same series, whatever statistic they take. */
export function selectionKey(indicator: Indicator): string {
  const tags = Object.entries(tagsOf(indicator)).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const series = indicator.source === 'statements' && indicator.statistic === 'rate' ? 'count' : '';
  const gauge = indicator.source === 'gauge' ? indicator.gauge : '';
  return JSON.stringify([indicator.source, series, gauge, tags]);
}

/** The names of the tags by which these indicators select, apart from those that every request has. */
export function selectedTagNames(indicators: readonly Indicator[]): Set<string> {
  const names = new Set<string>();
  for (const indicator of indicators.filter(isOfClient)) {
    if (indicator.source === 'transfers') names.add('transfer');
    for (const name of Object.keys(tagsOf(indicator))) {
      if (name !== 'route' && name !== 'outcome') names.add(name);
    }
  }
  return names;
}

const GAUGE_UNITS: Record<GaugeName, string> = {
  'database-connections': 'connections',
  'pool-connections': 'connections',
  'replica-lag': 'ms',
  'cache-memory': 'MB',
  cpu: 'cores',
  memory: 'MB',
};

/** The unit of an indicator's figure and bounds: "ms", "requests/s", "ratio", ... */
export function unitOf(indicator: Indicator): string {
  switch (indicator.source) {
    case 'requests':
    case 'pages':
    case 'transfers':
      if (indicator.statistic === 'share') return 'ratio';
      return indicator.statistic === 'rate' ? `${indicator.source}/${SHORT[indicator.per]}` : 'ms';
    case 'statements':
      if (indicator.statistic !== 'rate') return 'ms';
      return indicator.per === 'request' ? 'queries' : `queries/${SHORT[indicator.per]}`;
    case 'connection-waits':
      return 'ms';
    case 'cache-lookups':
    case 'served-requests':
      return 'ratio';
    case 'users':
      return 'users';
    case 'checks':
      return indicator.statistic === 'agreement-time' ? 'ms' : 'writes';
    case 'gauge':
      return indicator.statistic === 'rate' ? 's' : GAUGE_UNITS[indicator.gauge];
  }
}

const SHORT = { second: 's', minute: 'min' } as const;
