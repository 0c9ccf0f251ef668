import type { PhaseSummary, SecondFigure, SecondShare, SelectedSeries } from '../model/summary.ts';
import type { BucketIncrease } from '../model/timeline.ts';
import { evenly, filled, total } from './apportion.ts';
import type { CaseName } from './case-name.ts';

/** Adds the queries, lookups and requests of the unseen share of server time, in proportion to those that were reported. */
export function withServers(phase: PhaseSummary, share: number, which: CaseName): PhaseSummary {
  const { series } = phase;
  const queryTimeMs = withUnseenQueries(series.queryTimeMs, share, which);
  const lookups = withUnseenTrials(series.lookups, share, which);
  const [seen, all] = [series.lookups, lookups].map((of) => ({
    hits: total(of.map(({ successes }) => successes)),
    trials: total(of.map(({ trials }) => trials)),
  }));
  const hit = all!.hits - seen!.hits;
  const unseen = all!.trials - seen!.trials;
  return {
    ...phase,
    queryTimeMs: withQueries(
      phase.queryTimeMs,
      total(queryTimeMs.map(({ counts }) => total(counts))) -
        total(series.queryTimeMs.map(({ counts }) => total(counts))),
      which,
    ),
    cacheByFamily: {
      ...phase.cacheByFamily,
      ...(unseen > 0 && { 'not heard of': { hit, miss: unseen - hit, error: 0 } }),
    },
    series: { ...series, queryTimeMs, lookups },
    selected: mapValues(phase.selected, (selected): SelectedSeries => {
      switch (selected.kind) {
        case 'durations':
          return { ...selected, seconds: withUnseenQueries(selected.seconds, share, which) };
        case 'shares':
          return { ...selected, seconds: withUnseenTrials(selected.seconds, share, which) };
        case 'counts':
          return which === 'best'
            ? { ...selected, seconds: withUnseenCounts(selected.seconds, share) }
            : selected;
        default:
          return selected;
      }
    }),
  };
}

function unseenOf(seen: number, share: number): number {
  return Math.ceil((seen * share) / (1 - Math.min(share, 0.99)));
}

function withUnseenQueries(
  seconds: readonly BucketIncrease[],
  share: number,
  which: CaseName,
): BucketIncrease[] {
  const perSec = seconds.map(({ counts }) => total(counts));
  const more = (which === 'best' ? evenly : filled)(unseenOf(total(perSec), share), perSec);
  return seconds.map((own, index) => withQueries(own, more[index]!, which));
}

function withUnseenTrials(seconds: readonly SecondShare[], share: number, which: CaseName): SecondShare[] {
  const perSec = seconds.map(({ trials }) => trials);
  const more = (which === 'best' ? evenly : filled)(unseenOf(total(perSec), share), perSec);
  return seconds.map(({ successes, trials }, index) => ({
    successes: successes + (which === 'best' ? more[index]! : 0),
    trials: trials + more[index]!,
  }));
}

function withUnseenCounts(seconds: readonly SecondFigure[], share: number): SecondFigure[] {
  const perSec = seconds.map(({ value }) => value);
  const more = evenly(unseenOf(total(perSec), share), perSec);
  return seconds.map((second, index) => ({ ...second, value: second.value + more[index]! }));
}

function withQueries({ counts, sum }: BucketIncrease, more: number, which: CaseName): BucketIncrease {
  const bucket = which === 'best' ? 0 : counts.length - 1;
  return { sum, counts: counts.map((count, index) => (index === bucket ? count + more : count)) };
}

export function mapValues<Value, Mapped>(
  record: Readonly<Record<string, Value>>,
  map: (value: Value) => Mapped,
): Record<string, Mapped> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
