import type { EncodedHistogram } from '../../model/histogram.ts';
import type { SecondTimes } from '../block-bootstrap.ts';
import { normalQuantile } from '../normal.ts';
import { autoregression } from './seeded-random.ts';

/** A run with correlated seconds. Deviations are those of the logarithm of the time. */
export type Synthetic = {
  seconds: number;
  requestsPerSec: number;
  /** autocorrelation of the level of neighbouring seconds */
  phi: number;
  levelDeviation: number;
  withinDeviation: number;
};

const MEDIAN_MS = 20;

/** Buckets are 0.5% wide, so that coverage comes from the method and not from the width of the buckets. */
const SCALE = 7;

/** One histogram a second: lognormal requests around a level that is an autoregression on the log scale. */
export function syntheticSeconds(of: Synthetic, normal: () => number): SecondTimes[] {
  const { seconds, requestsPerSec, phi, levelDeviation, withinDeviation } = of;
  return autoregression(seconds, phi, normal).map((level) => {
    const logs = Array.from(
      { length: requestsPerSec },
      () => Math.log(MEDIAN_MS) + levelDeviation * level + withinDeviation * normal(),
    );
    return { times: encodedFromLogs(logs), endless: 0 };
  });
}

/** Level and requests are normal in the logarithm, so their sum is too: the marginal distribution is lognormal, known in closed form. */
export function trueQuantileMs({ levelDeviation, withinDeviation }: Synthetic, q: number): number {
  return MEDIAN_MS * Math.exp(normalQuantile(q) * Math.hypot(levelDeviation, withinDeviation));
}

function encodedFromLogs(logs: readonly number[]): EncodedHistogram {
  const indices = logs.map((log) => Math.ceil((log / Math.LN2) * 2 ** SCALE) - 1);
  const offset = Math.min(...indices);
  const counts = new Array<number>(Math.max(...indices) - offset + 1).fill(0);
  for (const index of indices) counts[index - offset]!++;
  const sum = logs.reduce((total, log) => total + Math.exp(log), 0);
  return { scale: SCALE, zeroCount: 0, offset, counts, sum, min: null, max: null };
}
