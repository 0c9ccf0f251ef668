import type { EncodedHistogram } from '../model/histogram.ts';
import { checkRank, type QuantileEstimate, quantileRank, type Ranked, type ValueBounds } from './ranked.ts';

const MIN_SCALE = -10;
const MAX_SCALE = 20;

/** Below this a double loses digits and no bucket exists. Such a value counts as zero, as OpenTelemetry's zero threshold allows. */
const SMALLEST_NORMAL = 2 ** -1022;

/** OpenTelemetry's default: at scale 4 it covers a ratio of 1 : 1,024 between the smallest and the largest value. */
const DEFAULT_MAX_BUCKETS = 160;

/** Lower bound of bucket `index` at `scale`: base^index with base = 2^(2^-scale). */
function lowerBound(index: number, scale: number): number {
  return 2 ** (index * 2 ** -scale);
}

function bucketIndex(value: number, scale: number): number {
  const index = Math.ceil(Math.log2(value) * 2 ** scale) - 1;
  // The logarithm can be off by a rounding error right at a bound.
  if (value > lowerBound(index + 1, scale)) return index + 1;
  if (value <= lowerBound(index, scale)) return index - 1;
  return index;
}

/**
 * A base-2 exponential histogram of non-negative values, compatible with OpenTelemetry's: bucket i holds the values in
 * (base^i, base^(i+1)], base = 2^(2^-scale), and zero has a bucket of its own. Halving the resolution (scale - 1) joins
 * pairs of buckets exactly, so histograms of any scales merge without error in their counts, in any order.
 *
 * It keeps at most `maxBuckets` buckets and lowers its scale if the values spread further.
 * Source: OpenTelemetry metrics data model, "ExponentialHistogram".
 */
export class ExponentialHistogram implements Ranked {
  #scale = MAX_SCALE;
  /** index of the bucket that #counts[0] counts */
  #offset = 0;
  /** how many entries of #counts are in use */
  #used = 0;
  readonly #counts: Float64Array;
  #zeroCount = 0;
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  constructor(options: { maxBuckets?: number } = {}) {
    const maxBuckets = options.maxBuckets ?? DEFAULT_MAX_BUCKETS;
    // Two are always enough: at the lowest scale one bucket ends at 1 and the next at 2^1024.
    if (!Number.isInteger(maxBuckets) || maxBuckets < 2) throw new RangeError('maxBuckets must be 2 or more');
    this.#counts = new Float64Array(maxBuckets);
  }

  static fromEncoded(encoded: EncodedHistogram, options: { maxBuckets?: number } = {}): ExponentialHistogram {
    const histogram = new ExponentialHistogram(options);
    histogram.mergeEncoded(encoded);
    return histogram;
  }

  get count(): number {
    return this.#count;
  }
  get sum(): number {
    return this.#sum;
  }
  get scale(): number {
    return this.#scale;
  }
  /** Null while empty. */
  get mean(): number | null {
    return this.#count === 0 ? null : this.#sum / this.#count;
  }
  /** Null while empty. If a merged histogram had no minimum, the lower bound of its lowest bucket. */
  get min(): number | null {
    return this.#count === 0 ? null : this.#min;
  }
  /** Null while empty. If a merged histogram had no maximum, the upper bound of its highest bucket. */
  get max(): number | null {
    return this.#count === 0 ? null : this.#max;
  }

  /** Throws RangeError for a value that is negative or not finite. */
  record(value: number, count = 1): void {
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`A histogram of non-negative values cannot record ${value}`);
    }
    if (count === 0) return;
    if (value < SMALLEST_NORMAL) this.#zeroCount += count;
    else {
      const index = bucketIndex(value, this.#scale);
      const joined = this.#makeRoomFor(index, index);
      this.#counts[Math.floor(index / 2 ** joined) - this.#offset]! += count;
    }
    this.#addTotals(count, value * count, value, value);
  }

  merge(other: ExponentialHistogram): void {
    if (other.#count === 0) return;
    this.#mergeBuckets(other.#scale, other.#offset, other.#counts, other.#used);
    this.#zeroCount += other.#zeroCount;
    this.#addTotals(other.#count, other.#sum, other.#min, other.#max);
  }

  /** Like `merge(fromEncoded(encoded))`, without the intermediate histogram: a run merges thousands this way. */
  mergeEncoded(encoded: EncodedHistogram): void {
    const { scale, offset, counts, zeroCount } = encoded;
    if (!Number.isInteger(scale) || scale < MIN_SCALE || scale > MAX_SCALE) {
      throw new RangeError(
        `An exponential histogram has a scale from ${MIN_SCALE} to ${MAX_SCALE}, not ${scale}`,
      );
    }
    let count = zeroCount;
    let first = -1;
    let last = -1;
    for (let i = 0; i < counts.length; i++) {
      if (counts[i] === 0) continue;
      if (first < 0) first = i;
      last = i;
      count += counts[i]!;
    }
    if (count === 0) return;
    this.#mergeBuckets(scale, offset, counts, counts.length);
    this.#zeroCount += zeroCount;
    const lowest = zeroCount > 0 ? 0 : lowerBound(offset + first, scale);
    const highest = first < 0 ? 0 : Math.min(Number.MAX_VALUE, lowerBound(offset + last + 1, scale));
    this.#addTotals(count, encoded.sum, encoded.min ?? lowest, encoded.max ?? highest);
  }

  /** Null while empty. `low` and `high` bound the exact sample quantile; `value` is interpolated between them. */
  quantile(q: number): QuantileEstimate | null {
    if (this.#count === 0) return null;
    return this.#locate(quantileRank(q, this.#count));
  }

  rankBounds(rank: number): ValueBounds {
    checkRank(rank, this.#count);
    const { low, high } = this.#locate(rank);
    return { low, high };
  }

  /** How many values were at most x: between `low` and `high`, which differ by the count of the bucket that contains x. */
  countAtMost(x: number): ValueBounds {
    if (this.#count === 0 || x < this.#min) return { low: 0, high: 0 };
    if (x >= this.#max) return { low: this.#count, high: this.#count };
    let low = this.#zeroCount;
    for (let i = 0; i < this.#used; i++) {
      const count = this.#counts[i]!;
      if (count === 0) continue;
      const bucket = this.#bucketBounds(i);
      if (bucket.high > x) return { low, high: bucket.low < x ? low + count : low };
      low += count;
    }
    return { low, high: low };
  }

  /** The non-empty buckets, in order: values in (low, high]. Zeros come first as {low: 0, high: 0}. */
  buckets(): { low: number; high: number; count: number }[] {
    const buckets = this.#zeroCount > 0 ? [{ low: 0, high: 0, count: this.#zeroCount }] : [];
    for (let i = 0; i < this.#used; i++) {
      const count = this.#counts[i]!;
      if (count > 0) buckets.push({ ...this.#bucketBounds(i), count });
    }
    return buckets;
  }

  encode(): EncodedHistogram {
    return {
      scale: this.#scale,
      zeroCount: this.#zeroCount,
      offset: this.#used === 0 ? 0 : this.#offset,
      counts: Array.from(this.#counts.subarray(0, this.#used)),
      sum: this.#sum,
      min: this.min,
      max: this.max,
    };
  }

  #addTotals(count: number, sum: number, min: number, max: number): void {
    this.#count += count;
    this.#sum += sum;
    if (min < this.#min) this.#min = min;
    if (max > this.#max) this.#max = max;
  }

  #bucketBounds(i: number): ValueBounds {
    const index = this.#offset + i;
    return { low: lowerBound(index, this.#scale), high: lowerBound(index + 1, this.#scale) };
  }

  #locate(rank: number): QuantileEstimate {
    let before = this.#zeroCount;
    if (rank <= before) return { value: 0, low: 0, high: 0 };
    for (let i = 0; i < this.#used; i++) {
      const count = this.#counts[i]!;
      if (rank > before + count) {
        before += count;
        continue;
      }
      const { low, high } = this.#bucketBounds(i);
      // Buckets grow geometrically, so values are assumed to be evenly spread in their logarithm.
      const value = low * (high / low) ** ((rank - before - 0.5) / count);
      const [lowest, highest] = [Math.max(low, this.#min), Math.min(high, this.#max)];
      return { value: Math.min(highest, Math.max(lowest, value)), low: lowest, high: highest };
    }
    throw new RangeError(`There is no rank ${rank} among ${this.#count} values`);
  }

  #mergeBuckets(scale: number, offset: number, counts: ArrayLike<number>, length: number): void {
    let first = 0;
    let last = length - 1;
    while (first <= last && counts[first] === 0) first++;
    while (last >= first && counts[last] === 0) last--;
    if (first > last) return;
    if (scale < this.#scale) this.#downscale(this.#scale - scale);
    const finer = 2 ** (scale - this.#scale);
    const joined = this.#makeRoomFor(
      Math.floor((offset + first) / finer),
      Math.floor((offset + last) / finer),
    );
    const divisor = finer * 2 ** joined;
    for (let i = first; i <= last; i++) {
      const count = counts[i]!;
      if (count > 0) this.#counts[Math.floor((offset + i) / divisor) - this.#offset]! += count;
    }
  }

  /** Makes room for buckets first..last, lowering the scale as far as necessary. Returns by how much it was lowered. */
  #makeRoomFor(first: number, last: number): number {
    if (this.#used === 0) this.#offset = first;
    let low = this.#used === 0 ? first : Math.min(first, this.#offset);
    let high = this.#used === 0 ? last : Math.max(last, this.#offset + this.#used - 1);
    let joined = 0;
    while (high - low + 1 > this.#counts.length) {
      low = Math.floor(low / 2);
      high = Math.floor(high / 2);
      joined++;
    }
    if (joined > 0) this.#downscale(joined);
    const shift = this.#offset - low;
    if (shift > 0 && this.#used > 0) {
      this.#counts.copyWithin(shift, 0, this.#used);
      this.#counts.fill(0, 0, shift);
    }
    this.#offset = low;
    this.#used = high - low + 1;
    return joined;
  }

  #downscale(by: number): void {
    this.#scale -= by;
    if (this.#used === 0) {
      this.#offset = Math.floor(this.#offset / 2 ** by);
      return;
    }
    const divisor = 2 ** by;
    const newOffset = Math.floor(this.#offset / divisor);
    let newUsed = 0;
    for (let i = 0; i < this.#used; i++) {
      const count = this.#counts[i]!;
      const target = Math.floor((this.#offset + i) / divisor) - newOffset;
      this.#counts[i] = 0;
      this.#counts[target]! += count;
      newUsed = target + 1;
    }
    this.#offset = newOffset;
    this.#used = newUsed;
  }
}

/** The number of values in an encoded histogram. */
export function countOf({ zeroCount, counts }: EncodedHistogram): number {
  return counts.reduce((sum, count) => sum + count, zeroCount);
}
