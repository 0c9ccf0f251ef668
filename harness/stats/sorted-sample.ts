import { checkRank, quantileRank, type Ranked, type ValueBounds } from './ranked.ts';

/** A sample that keeps all its values, such as one figure a second, so every order statistic is exact. */
export class SortedSample implements Ranked {
  readonly #values: Float64Array;

  constructor(values: readonly number[]) {
    this.#values = Float64Array.from(values).sort();
    if (values.some(Number.isNaN)) throw new RangeError('A sample cannot hold NaN');
  }

  get count(): number {
    return this.#values.length;
  }

  rankBounds(rank: number): ValueBounds {
    checkRank(rank, this.count);
    const value = this.#values[rank - 1]!;
    return { low: value, high: value };
  }

  /** Null for an empty sample. The median of an even number of values is the mean of the two in the middle. */
  median(): number | null {
    if (this.count === 0) return null;
    const middle = (this.count - 1) / 2;
    return (this.#values[Math.floor(middle)]! + this.#values[Math.ceil(middle)]!) / 2;
  }

  quantile(q: number): number | null {
    return this.count === 0 ? null : this.#values[quantileRank(q, this.count) - 1]!;
  }

  mean(): number | null {
    return this.count === 0 ? null : this.#values.reduce((sum, value) => sum + value, 0) / this.count;
  }
}
