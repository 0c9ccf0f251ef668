import { exhaustive } from '../model/exhaustive.ts';

/**
 * Times in milliseconds whose every quantile is a short formula, so that expected reports can be worked out by hand. `humps`: a
 * mixture of uniform stretches that do not overlap, in ascending order; the weights add up to 1. `pareto`: P(T > t) falls as
 * t^-shape from `fromMs` on, and is cut off at `toMs` (the bounded Pareto distribution).
 */
export type Distribution =
  | { kind: 'constant'; ms: number }
  | { kind: 'humps'; humps: readonly { weight: number; fromMs: number; toMs: number }[] }
  | { kind: 'pareto'; fromMs: number; toMs: number; shape: number };

/** The value below which a share `q` of the distribution lies. `q` is from [0, 1]. */
export function quantileOf(distribution: Distribution, q: number): number {
  switch (distribution.kind) {
    case 'constant':
      return distribution.ms;
    case 'humps': {
      let below = 0;
      for (const { weight, fromMs, toMs } of distribution.humps) {
        if (q <= below + weight) return fromMs + ((q - below) / weight) * (toMs - fromMs);
        below += weight;
      }
      return distribution.humps.at(-1)!.toMs; // the weights add up to 1, apart from rounding
    }
    case 'pareto': {
      const { fromMs, toMs, shape } = distribution;
      return fromMs * (1 - q * (1 - (fromMs / toMs) ** shape)) ** (-1 / shape);
    }
    default:
      return exhaustive(distribution);
  }
}

/** In milliseconds. The shape of a Pareto distribution must not be 1. */
export function meanOf(distribution: Distribution): number {
  switch (distribution.kind) {
    case 'constant':
      return distribution.ms;
    case 'humps':
      return distribution.humps.reduce(
        (sum, { weight, fromMs, toMs }) => sum + (weight * (fromMs + toMs)) / 2,
        0,
      );
    case 'pareto': {
      const { fromMs, toMs, shape } = distribution;
      const all = 1 - (fromMs / toMs) ** shape;
      return ((fromMs ** shape / all) * shape * (fromMs ** (1 - shape) - toMs ** (1 - shape))) / (shape - 1);
    }
    default:
      return exhaustive(distribution);
  }
}
