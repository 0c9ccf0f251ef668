/*
 * How often the interval of a verdict covers the true value, over a grid of synthetic runs: the tables of docs/methods.md.
 *
 *     node scripts/coverage-grid.ts [runs a cell, 1000]        # about a quarter of an hour
 */
import {
  blockBootstrapMeanInterval,
  blockBootstrapQuantileInterval,
  blockBootstrapRatioInterval,
} from '../harness/stats/block-bootstrap.ts';
import { ExponentialHistogram } from '../harness/stats/exponential-histogram.ts';
import { normalQuantile, normalTails } from '../harness/stats/normal.ts';
import { clopperPearson } from '../harness/stats/proportion.ts';
import { quantileInterval } from '../harness/stats/quantile-interval.ts';
import { autoregression, normalFrom, seededRandom } from '../harness/stats/testing/seeded-random.ts';
import {
  type Synthetic,
  syntheticSeconds,
  trueQuantileMs,
} from '../harness/stats/testing/synthetic-seconds.ts';

const Q = 0.95;
const CONFIDENCE = 0.95;
const PHIS = [0, 0.5, 0.8, 0.9];
const SECONDS = [15, 30, 60, 120, 300, 600];
/** Standard deviations of the logarithm: of the level of a second, and of the requests within a second. */
const DEVIATIONS = [
  [0.1, 0.5],
  [0.2, 0.4],
  [0.3, 0.5],
  [0.5, 0.3],
] as const;
const REQUESTS_PER_SEC = 40;
/** Shares of successes, and the standard deviation of the level of a second, in probits. */
const SHARES = [
  [0.8, 0],
  [0.8, 0.3],
  [0.9995, 0],
  [0.9995, 0.5],
] as const;
const TRIALS_PER_SEC = 400;
const MEAN_PER_SEC = 1000;

const runs = Number(process.argv[2] ?? 1000);
console.log(`| seconds | level / requests | ${PHIS.map((phi) => `phi ${phi}`).join(' | ')} |`);
console.log(`|---|---|${PHIS.map(() => '---').join('|')}|`);
for (const seconds of SECONDS) {
  for (const [levelDeviation, withinDeviation] of DEVIATIONS) {
    const cells = PHIS.map((phi) =>
      cell({ seconds, requestsPerSec: REQUESTS_PER_SEC, phi, levelDeviation, withinDeviation }),
    );
    console.log(`| ${seconds} | ${levelDeviation} / ${withinDeviation} | ${cells.join(' | ')} |`);
  }
}

console.log(`\n| seconds | share, level | ${PHIS.map((phi) => `phi ${phi}`).join(' | ')} |`);
console.log(`|---|---|${PHIS.map(() => '---').join('|')}|`);
for (const seconds of [60, 300]) {
  for (const [share, level] of SHARES) {
    const cells = PHIS.map((phi) => ratioCell(seconds, share, level, phi));
    console.log(`| ${seconds} | ${share}, ${level} | ${cells.join(' | ')} |`);
  }
}

console.log(`\n| seconds | ${PHIS.map((phi) => `phi ${phi}`).join(' | ')} |`);
console.log(`|---|${PHIS.map(() => '---').join('|')}|`);
for (const seconds of [15, 60, 300]) {
  console.log(`| ${seconds} | ${PHIS.map((phi) => meanCell(seconds, phi)).join(' | ')} |`);
}

/** Coverage; in parentheses the coverage with binomial ranks; then the medians of both ends, divided by the true value. */
function cell(of: Synthetic): string {
  const random = seededRandom(20_260_101);
  const normal = normalFrom(random);
  const truth = trueQuantileMs(of, Q);
  const ends: { low: number; high: number }[] = [];
  let covered = 0;
  let coveredByRanks = 0;
  for (let run = 0; run < runs; run++) {
    const histograms = syntheticSeconds(of, normal);
    const { low, high } = blockBootstrapQuantileInterval(histograms, Q, CONFIDENCE, random)!;
    if (low! <= truth && truth <= high!) covered++;
    ends.push({ low: low! / truth, high: high! / truth });
    const merged = new ExponentialHistogram({ maxBuckets: 1024 });
    for (const { times } of histograms) merged.mergeEncoded(times);
    const ranks = quantileInterval(merged, Q, CONFIDENCE)!;
    if (ranks.low! <= truth && truth <= ranks.high!) coveredByRanks++;
  }
  const middle = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(runs / 2)]!.toFixed(2);
  return `${percent(covered)}% (${percent(coveredByRanks)}%) ${middle(ends.map(({ low }) => low))}-${middle(ends.map(({ high }) => high))}`;
}

/**
 * Coverage for a ratio; in parentheses with Clopper and Pearson's interval. A second of level z has the share Phi(a + level z), whose
 * mean over all levels is Phi(a / sqrt(1 + level^2)).
 */
function ratioCell(seconds: number, share: number, level: number, phi: number): string {
  const random = seededRandom(20_260_102);
  const normal = normalFrom(random);
  const a = normalQuantile(share) * Math.hypot(1, level);
  let covered = 0;
  let coveredByExact = 0;
  for (let run = 0; run < runs; run++) {
    const shares = autoregression(seconds, phi, normal).map((z) => normalTails(a + level * z).lower);
    const counts = shares.map((p) => {
      let successes = 0;
      for (let i = 0; i < TRIALS_PER_SEC; i++) if (random() < p) successes++;
      return { successes, trials: TRIALS_PER_SEC };
    });
    const { low, high } = blockBootstrapRatioInterval(counts, CONFIDENCE, random)!;
    if (low! <= share && share <= high!) covered++;
    const successes = counts.reduce((sum, second) => sum + second.successes, 0);
    const exact = clopperPearson(successes, seconds * TRIALS_PER_SEC, CONFIDENCE)!;
    if (exact.low! <= share && share <= exact.high!) coveredByExact++;
  }
  return `${percent(covered)}% (${percent(coveredByExact)}%)`;
}

/** Coverage for the mean of one normal figure per second, with a standard deviation of a twentieth of the mean. */
function meanCell(seconds: number, phi: number): string {
  const random = seededRandom(20_260_103);
  const normal = normalFrom(random);
  let covered = 0;
  for (let run = 0; run < runs; run++) {
    const figures = autoregression(seconds, phi, normal).map((z) => MEAN_PER_SEC * (1 + z / 20));
    const { low, high } = blockBootstrapMeanInterval(figures, CONFIDENCE, random)!;
    if (low! <= MEAN_PER_SEC && high! >= MEAN_PER_SEC) covered++;
  }
  return `${percent(covered)}%`;
}

function percent(count: number): string {
  return ((100 * count) / runs).toFixed(1);
}
