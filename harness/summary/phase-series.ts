import type { CacheOutcomes, PhaseSeries, SecondShare } from '../model/summary.ts';
import type { TimelineSecond } from '../model/timeline.ts';
import { BucketHistogram } from '../stats/bucket-histogram.ts';
import { sharesOf } from './lookups.ts';

/** Keeps the values, second by second, from which the intervals of a judged phase are resampled. */
export class SeriesBuilder {
  readonly #upperBoundsMs: readonly number[];
  readonly #queries = new Map<number, BucketHistogram>();
  readonly #lookups = new Map<number, SecondShare>();

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

function inOrder<Value>(bySecond: ReadonlyMap<number, Value>): Value[] {
  return [...bySecond].sort(([a], [b]) => a - b).map(([, value]) => value);
}
