import type { Interval } from '../model/verdict.ts';
import type { SecondShare } from './block-bootstrap.ts';
import { normalQuantile } from './normal.ts';
import { clopperPearson, clopperPearsonOfShare } from './proportion.ts';
import { studentQuantile } from './student.ts';

/**
 * The interval of a proportion whose trials come in a few clusters, such as the requests after each of several faults: Clopper and
 * Pearson's interval for the effective number of independent trials. That is their number over the design effect (the factor by which
 * clusters vary more than independent trials would, at least 1), times (z / t)^2 with as many degrees of freedom as clusters less one,
 * because a few clusters estimate their own variance badly.
 *
 * If all trials succeeded, or none, or there is only one cluster, the clusters add nothing, and it is Clopper and Pearson's interval of all
 * trials. Null without trials.
 * Source: E. Korn and B. Graubard (1998), "Confidence intervals for proportions with small expected number of positive counts estimated
 * from survey data", Survey Methodology 24.
 */
export function clusteredInterval(clusters: readonly SecondShare[], confidence: number): Interval | null {
  const successes = clusters.reduce((sum, cluster) => sum + cluster.successes, 0);
  const trials = clusters.reduce((sum, cluster) => sum + cluster.trials, 0);
  const exact = clopperPearson(successes, trials, confidence);
  const count = clusters.length;
  const share = successes / trials;
  if (exact === null || count < 2 || share === 0 || share === 1) return exact;
  const squares = clusters.reduce((sum, each) => sum + (each.successes - share * each.trials) ** 2, 0);
  const variance = ((count / (count - 1)) * squares) / trials ** 2;
  const designEffect = Math.max(1, (variance * trials) / (share * (1 - share)));
  const side = 1 - (1 - confidence) / 2;
  const knownBadly = (normalQuantile(side) / studentQuantile(side, count - 1)) ** 2;
  const worth = (trials / designEffect) * knownBadly;
  return {
    ...clopperPearsonOfShare(share, worth, confidence),
    confidence,
    method: 'Clopper-Pearson of clusters',
  };
}
