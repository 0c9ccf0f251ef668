import { type QuantileEstimate, quantileRank, type Ranked, type ValueBounds } from './ranked.ts';

/** A sample that also knows how many of its values were at most x. */
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
 * Durations, some of which never ended: those of requests that failed, or were never answered. They are longer than any other, so
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
    // The estimate lies at the same rank among those that ended.
    return this.#endless === 0 ? this.#ended.quantile(q) : this.#ended.quantile(rank / this.#ended.count);
  }

  /** For finite values, so an endless one is never among them. */
  countAtMost(x: number): ValueBounds {
    return this.#ended.countAtMost(x);
  }
}
