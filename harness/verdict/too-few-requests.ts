import type { TooFewRequests } from '../model/dry-run.ts';
import { formatNumber } from '../model/format.ts';
import { type Indicator, tagsOf } from '../model/indicator.ts';
import { type LoadProfile, plannedRequestsPerSec } from '../model/load.ts';
import type { Target } from '../model/target.ts';
import { leastTrialsWithoutFailure } from '../stats/proportion.ts';
import { leastSampleCount } from '../stats/quantile-interval.ts';
import { CONFIDENCE } from './limits.ts';

/**
 * The targets about requests for which a load is too small: no interval of so few can clear the bound, even if every response is correct. They
 * end inconclusive, unless they fail.
 * @param shareOf the share of a route in all requests; undefined: it is not known
 */
export function tooFewRequests(
  targets: readonly Target[],
  profile: LoadProfile,
  shareOf: (route: string) => number | undefined,
): TooFewRequests[] {
  return targets.flatMap((target) => {
    const requestsNeeded = leastRequests(target);
    const share = shareIn(target.indicator, shareOf);
    if (requestsNeeded === null || share === undefined) return [];
    const requestsPlanned = Math.round(share * requestsIn(profile, target.phases));
    return requestsPlanned < requestsNeeded ? [{ target: target.id, requestsNeeded, requestsPlanned }] : [];
  });
}

/** One of them as a sentence, and what to do about it. */
export function tooFewInWords({ target, requestsNeeded, requestsPlanned }: TooFewRequests): string {
  return `${target} cannot pass: it needs at least ${formatNumber(requestsNeeded)} requests, and this load sends about ${formatNumber(requestsPlanned)}. Send more (--rate, --duration), or promise less.`;
}

/**
 * The fewest requests with which a promised share or quantile can pass; for a share all of them must be correct. Null for other promises, and for
 * the one that no request fails: it is about those that were sent.
 */
function leastRequests({ indicator, operator, bound }: Target): number | null {
  if (indicator.source !== 'requests') return null;
  if (indicator.statistic === 'quantile') return leastSampleCount(indicator.q, CONFIDENCE);
  const isShare = indicator.statistic === 'share' && operator.startsWith('>') && bound > 0 && bound < 1;
  return isShare ? leastTrialsWithoutFailure(bound, CONFIDENCE) : null;
}

/** The share of the requests that an indicator selects; undefined: it is not known. */
function shareIn(indicator: Indicator, shareOf: (route: string) => number | undefined): number | undefined {
  const { route, ...others } = tagsOf(indicator);
  if (Object.keys(others).length > 0) return undefined;
  return route === undefined ? 1 : shareOf(route);
}

function requestsIn({ loads }: LoadProfile, phases: readonly string[]): number {
  return loads
    .flatMap((planned) => planned.phases.map((phase) => ({ planned, phase })))
    .filter(({ phase }) => phases.includes(phase.name))
    .reduce((sum, { planned, phase }) => sum + (plannedRequestsPerSec(planned) * phase.durationMs) / 1000, 0);
}
