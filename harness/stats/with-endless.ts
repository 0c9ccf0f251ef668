import { type QuantileEstimate, quantileRank, type Ranked, type ValueBounds } from './ranked.ts';

/** A sample that can also count its values up to x. */
export type Counted = Ranked & {
  countAtMost(x: number): ValueBounds;
  quantile(q: number): QuantileEstimate | null;
};

const ENDLESS: QuantileEstimate = {
  value: Number.POSITIVE_INFINITY,
  low: Number.POSITIVE_INFINITY,
  high: Number.POSITIVE_INFINITY,
};

/**
 * Durations, some of which are endless: those of requests that failed or were never answered. They are longer than any other, so
 * a quantile among them is infinite.
 */
export class WithEndless implements Counted {
  readonly #ended: Counted;
  readonly #endless: number;

  constructor(ended: Counted, endless: number) {
    this.#ended = ended;
    this.#endless = endless;
  }

  get count(): number {
    return this.#ended.count + this.#endless;
  }

  rankBounds(rank: number): ValueBounds {
    return rank > this.#ended.count && rank <= this.count ? ENDLESS : this.#ended.rankBounds(rank);
  }

  /** Null for an empty sample. */
  quantile(q: number): QuantileEstimate | null {
    if (this.count === 0) return null;
    const rank = quantileRank(q, this.count);
    if (rank > this.#ended.count) return ENDLESS;
    // The estimate has the same rank among the durations that ended.
    return this.#endless === 0 ? this.#ended.quantile(q) : this.#ended.quantile(rank / this.#ended.count);
  }

  /** For finite x, so it never includes endless durations. */
  countAtMost(x: number): ValueBounds {
    return this.#ended.countAtMost(x);
  }
}
