import type { CacheOutcomes, PhaseSeries } from '../model/summary.ts';
import type { TimelineSecond } from '../model/timeline.ts';
import { BucketHistogram } from '../stats/bucket-histogram.ts';

type Share = PhaseSeries['lookups'][number];

/** Keeps, second by second, what the intervals of a judged phase are resampled from. */
export class SeriesBuilder {
  readonly #upperBoundsMs: readonly number[];
  readonly #queries = new Map<number, BucketHistogram>();
  readonly #lookups = new Map<number, Share>();

  constructor(upperBoundsMs: readonly number[]) {
    this.#upperBoundsMs = upperBoundsMs;
  }

  addSecond({ second, servers }: TimelineSecond, lookups: Iterable<CacheOutcomes>): void {
    if (servers.length === 0) return;
    const queries = new BucketHistogram(this.#upperBoundsMs);
    for (const { queryTimeMs } of servers) {
      for (const increase of Object.values(queryTimeMs)) queries.add(increase);
    }
    this.#queries.set(second, queries);
    this.#lookups.set(second, sharesOf(lookups));
  }

  finish(): Pick<PhaseSeries, 'queryTimeMs' | 'lookups'> {
    return {
      queryTimeMs: inOrder(this.#queries).map((queries) => queries.toIncrease()),
      lookups: inOrder(this.#lookups),
    };
  }
}

function sharesOf(lookups: Iterable<CacheOutcomes>): Share {
  const share = { successes: 0, trials: 0 };
  for (const { hit, miss, error } of lookups) {
    share.successes += hit;
    share.trials += hit + miss + error;
  }
  return share;
}

function inOrder<Value>(bySecond: ReadonlyMap<number, Value>): Value[] {
  return [...bySecond].sort(([a], [b]) => a - b).map(([, value]) => value);
}
