import type { PhaseSummary } from '../model/summary.ts';
import type { Limit } from '../model/verdict.ts';
import type { CaseName } from './case-name.ts';
import { requestsInCase } from './requests-in-case.ts';
import { mapValues, withServers } from './servers-in-case.ts';
import { allRequestsOf } from './statistics/samples.ts';

/** Combines the limits of several violations. They concern the same requests, so the largest one counts. */
export function widestLimit(limits: readonly Limit[]): Limit {
  const most = (name: Exclude<keyof Limit, 'isDelayDoubtful' | 'areTimesDoubtful'>) =>
    Math.max(0, ...limits.map((limit) => limit[name] ?? 0));
  return {
    missingRequests: most('missingRequests'),
    doubtfulFailures: most('doubtfulFailures'),
    unseenServerShare: most('unseenServerShare'),
    missingUsers: most('missingUsers'),
    readLateMs: most('readLateMs'),
    ...(limits.some(({ isDelayDoubtful }) => isDelayDoubtful) && { isDelayDoubtful: true }),
    ...(limits.some(({ areTimesDoubtful }) => areTimesDoubtful) && { areTimesDoubtful: true }),
  };
}

/**
 * A phase as it would have come out in the best or worst case within a limit: more requests, more of them correct, and faster; or the
 * opposite. Everything in doubt may belong to any one selection, so each selection gets the whole limit.
 */
export function inCase(phase: PhaseSummary, limit: Limit, which: CaseName): PhaseSummary {
  const { unseenServerShare = 0, missingUsers = 0 } = limit;
  const { outcomes, goodputPerSec, requests, answers } = requestsInCase(allRequestsOf(phase), limit, which);
  const complete = {
    ...phase,
    ...{ outcomes, goodputPerSec, series: { ...phase.series, requests, answers } },
    selected: mapValues(phase.selected, (series) =>
      series.kind === 'requests'
        ? { ...series, figures: requestsInCase(series.figures, limit, which) }
        : series,
    ),
  };
  const served = unseenServerShare > 0 ? withServers(complete, unseenServerShare, which) : complete;
  return which === 'best'
    ? served
    : { ...served, users: served.users.map((users) => Math.max(0, users - missingUsers)) };
}
