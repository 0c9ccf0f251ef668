import type { HistogramSecond } from '../model/histogram.ts';
import {
  type ClientIndicator,
  type DurationIndicator,
  type GaugeIndicator,
  type Indicator,
  isDuration,
  isOfClient,
  isUnselected,
  type LookupIndicator,
  type ServedIndicator,
  type StatementRate,
  selectionKey,
} from '../model/indicator.ts';
import type { RunPhase } from '../model/run.ts';
import type { SecondFigure, SecondShare, SelectedSeries } from '../model/summary.ts';
import type { TimelineSecond } from '../model/timeline.ts';
import { BucketHistogram } from '../stats/bucket-histogram.ts';
import { gaugeIn } from './gauges.ts';
import { lookupsIn } from './lookups.ts';
import type { FinishPhase } from './phase-requests.ts';
import { SelectedRequests } from './selected-requests.ts';

/** Folds the seconds of a phase for one selection. A builder leaves out the methods it does not need. */
type Builder = {
  addSecond?(second: TimelineSecond): void;
  addHistogram?(line: HistogramSecond): void;
  finish(of: FinishPhase & { observedSeconds: readonly number[] }): SelectedSeries;
};

export type SeriesContext = {
  phase: RunPhase;
  upperBoundsMs: readonly number[];
  sessionFamily: string | null;
};

/** Keeps the series of one phase that indicators select, each once. Series over everything of a source are kept for every run anyway. */
export class SelectedSeriesBuilder {
  readonly #builders = new Map<string, Builder>();

  constructor(indicators: readonly Indicator[], context: SeriesContext) {
    for (const indicator of indicators) {
      const key = selectionKey(indicator);
      const builder = this.#builders.has(key) ? null : builderOf(indicator, context);
      if (builder !== null) this.#builders.set(key, builder);
    }
  }

  addSecond(second: TimelineSecond): void {
    for (const builder of this.#builders.values()) builder.addSecond?.(second);
  }

  addHistogram(line: HistogramSecond): void {
    for (const builder of this.#builders.values()) builder.addHistogram?.(line);
  }

  finish(of: FinishPhase & { observedSeconds: readonly number[] }): Record<string, SelectedSeries> {
    return Object.fromEntries([...this.#builders].map(([key, builder]) => [key, builder.finish(of)]));
  }
}

/** Null if every run keeps the series anyway, or if it is not a series of seconds. */
function builderOf(indicator: Indicator, context: SeriesContext): Builder | null {
  if (isOfClient(indicator)) {
    return indicator.source === 'requests' && isUnselected(indicator) ? null : requests(indicator, context);
  }
  if (isDuration(indicator)) {
    return indicator.source === 'statements' && isUnselected(indicator)
      ? null
      : durations(indicator, context);
  }
  switch (indicator.source) {
    case 'statements':
      return perSecond('counts', (second) => statementsIn(second, indicator));
    case 'cache-lookups':
      return isUnselected(indicator) ? null : lookups(indicator, context);
    case 'served-requests':
      return served(indicator);
    case 'gauge':
      return perSecond('gauge', (second) => gaugeIn(second, indicator as GaugeIndicator));
    default:
      return null;
  }
}

function requests(indicator: ClientIndicator, { phase }: SeriesContext): Builder {
  const selected = new SelectedRequests(indicator, phase);
  return {
    addHistogram: (line) => selected.addHistogram(line),
    finish: (of) => ({ kind: 'requests', figures: selected.finish(of) }),
  };
}

function durations(indicator: DurationIndicator, { upperBoundsMs }: SeriesContext): Builder {
  const seconds = new Map<number, BucketHistogram>();
  const { source } = indicator;
  const statement = source === 'statements' ? indicator.where?.statement : undefined;
  return {
    addSecond({ second, servers }) {
      if (servers.length === 0) return;
      const sum = new BucketHistogram(upperBoundsMs);
      for (const { queryTimeMs, poolWaitMs } of servers) {
        if (source === 'connection-waits') sum.add(poolWaitMs);
        else if (statement !== undefined && queryTimeMs[statement]) sum.add(queryTimeMs[statement]);
      }
      seconds.set(second, sum);
    },
    finish: () => ({ kind: 'durations', seconds: inOrder(seconds).map((sum) => sum.toIncrease()) }),
  };
}

function lookups(indicator: LookupIndicator, { sessionFamily }: SeriesContext): Builder {
  const seconds = new Map<number, SecondShare>();
  return {
    addSecond(second) {
      if (second.servers.length > 0)
        seconds.set(second.second, lookupsIn(second, sessionFamily, indicator.where));
    },
    finish: () => ({ kind: 'shares', seconds: inOrder(seconds) }),
  };
}

/** The requests that one server answered, of those that all did. None if it never reported. */
function served({ where: { part } }: ServedIndicator): Builder {
  const seconds: SecondShare[] = [];
  let hasReported = false;
  return {
    addSecond({ servers }) {
      if (servers.length === 0) return;
      const own = servers.find(({ name }) => name === part);
      hasReported ||= own !== undefined;
      seconds.push({
        successes: own?.requests ?? 0,
        trials: servers.reduce((sum, { requests }) => sum + requests, 0),
      });
    },
    finish: () => ({ kind: 'shares', seconds: hasReported ? seconds : [] }),
  };
}

function perSecond(kind: 'counts' | 'gauge', valueIn: (second: TimelineSecond) => number | null): Builder {
  const seconds = new Map<number, SecondFigure>();
  return {
    addSecond(second) {
      const value = valueIn(second);
      if (value === null) return;
      const { attempted = null, correct = null } = second.client ?? {};
      seconds.set(second.second, { value, attempted, correct });
    },
    finish: () => ({ kind, seconds: inOrder(seconds) }),
  };
}

/** Statements as the servers count them; those of the primary as it counts them itself. Null if they were not counted. */
function statementsIn({ servers, database }: TimelineSecond, { where = {} }: StatementRate): number | null {
  if (where.role === 'primary') return database?.queries ?? null;
  if (servers.length === 0) return null;
  let queries = 0;
  for (const { queryTimeMs, queriesByRole } of servers) {
    if (where.role === 'replica') {
      if (!queriesByRole) return null;
      queries += queriesByRole.replica;
      continue;
    }
    for (const [statement, { counts }] of Object.entries(queryTimeMs)) {
      if (where.statement !== undefined && where.statement !== statement) continue;
      for (const count of counts) queries += count;
    }
  }
  return queries;
}

function inOrder<Value>(bySecond: ReadonlyMap<number, Value>): Value[] {
  return [...bySecond].sort(([a], [b]) => a - b).map(([, value]) => value);
}
