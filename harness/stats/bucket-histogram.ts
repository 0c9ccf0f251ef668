import type { BucketIncrease } from '../model/timeline.ts';
import { checkRank, type QuantileEstimate, quantileRank, type Ranked, type ValueBounds } from './ranked.ts';

/**
 * A histogram with fixed bucket bounds, as Prometheus clients make them: bucket i holds the non-negative values in
 * (upperBounds[i-1], upperBounds[i]], the first one from 0, and a last bucket everything above the highest bound.
 * Counts at a bound are exact. Where values lie between two bounds is unknown.
 */
export class BucketHistogram implements Ranked {
  readonly #upperBounds: readonly number[];
  readonly #counts: Float64Array;
  #count = 0;
  #sum = 0;

  /** `upperBounds` ascending and without +Inf, which is added. */
  constructor(upperBounds: readonly number[]) {
    if (
      upperBounds.some(
        (bound, i) => !(bound > (upperBounds[i - 1] ?? 0)) || bound === Number.POSITIVE_INFINITY,
      )
    ) {
      throw new RangeError('Bucket bounds must be positive, finite and ascending');
    }
    this.#upperBounds = upperBounds;
    this.#counts = new Float64Array(upperBounds.length + 1);
  }

  static fromIncrease(upperBounds: readonly number[], increase: BucketIncrease): BucketHistogram {
    const histogram = new BucketHistogram(upperBounds);
    histogram.add(increase);
    return histogram;
  }

  get count(): number {
    return this.#count;
  }
  get sum(): number {
    return this.#sum;
  }
  get mean(): number | null {
    return this.#count === 0 ? null : this.#sum / this.#count;
  }

  /** Merges the observations of another interval, process or statement. Throws RangeError if the number of buckets differs. */
  add(increase: BucketIncrease): void {
    if (increase.counts.length !== this.#counts.length) {
      throw new RangeError(`Expected ${this.#counts.length} buckets, not ${increase.counts.length}`);
    }
    for (let i = 0; i < increase.counts.length; i++) {
      this.#counts[i]! += increase.counts[i]!;
      this.#count += increase.counts[i]!;
    }
    this.#sum += increase.sum;
  }

  toIncrease(): BucketIncrease {
    return { counts: Array.from(this.#counts), sum: this.#sum };
  }

  /** Null while empty. `value` is interpolated linearly, as Prometheus does; in the last bucket it is the lower bound. */
  quantile(q: number): QuantileEstimate | null {
    if (this.#count === 0) return null;
    const rank = quantileRank(q, this.#count);
    const { bucket, before } = this.#bucketOfRank(rank);
    const { low, high } = this.#bounds(bucket);
    const share = (rank - before - 0.5) / this.#counts[bucket]!;
    return { value: high === Number.POSITIVE_INFINITY ? low : low + share * (high - low), low, high };
  }

  rankBounds(rank: number): ValueBounds {
    checkRank(rank, this.#count);
    return this.#bounds(this.#bucketOfRank(rank).bucket);
  }

  /** How many values were at most x. Exact (low = high) if x is a bucket bound. */
  countAtMost(x: number): ValueBounds {
    let low = 0;
    for (let i = 0; i < this.#counts.length; i++) {
      const bounds = this.#bounds(i);
      if (bounds.high <= x) low += this.#counts[i]!;
      else return { low, high: bounds.low < x ? low + this.#counts[i]! : low };
    }
    return { low, high: low };
  }

  #bounds(bucket: number): ValueBounds {
    return {
      low: this.#upperBounds[bucket - 1] ?? 0,
      high: this.#upperBounds[bucket] ?? Number.POSITIVE_INFINITY,
    };
  }

  #bucketOfRank(rank: number): { bucket: number; before: number } {
    let before = 0;
    for (let bucket = 0; ; bucket++) {
      const count = this.#counts[bucket]!;
      if (rank <= before + count) return { bucket, before };
      before += count;
    }
  }
}
