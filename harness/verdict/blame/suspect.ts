import { type FigureKind, figureKindOf } from '../../model/figure-kind.ts';
import { type Indicator, isOfClient, tagsOf } from '../../model/indicator.ts';
import type { Run } from '../../model/run.ts';
import type { PhaseSummary } from '../../model/summary.ts';
import type { ResourceName, ResourceSaturation, Suspect } from '../../model/verdict.ts';
import { responseTimesOf } from '../../summary/merge.ts';
import { overAllRoutes } from '../../summary/route-times.ts';
import { allRequestsOf, requestsOf } from '../statistics/samples.ts';
import { busyOf } from './database-resources.ts';
import { LONGEST_WAIT_FOR_A_CORE_MS, SATURATED_UTILIZATION } from './limits.ts';
import { saturationIn } from './saturation.ts';
import {
  type Clue,
  failedAtOnce,
  noneSaturated,
  saturated,
  type TimePart,
  unsplit,
} from './suspect-reason.ts';

/**
 * What can make each part long, in the order in which to look: what lies behind comes before what is in front of it, for a full pool in
 * front of a locked table is a consequence; and the event loop and the machine come last, for they make everything that a
 * server measures longer.
 */
const CAUSES: Record<TimePart, readonly ResourceName[]> = {
  startDelay: ['generator', 'machine'],
  balancer: ['balancer', 'generator', 'machine'],
  serverQueue: ['server-event-loop', 'machine'],
  rest: ['server-event-loop', 'machine'],
  poolWait: ['database-locks', 'database-io', 'database-cpu', 'pool', 'server-event-loop', 'machine'],
  query: ['database-locks', 'database-io', 'database-cpu', 'server-event-loop', 'machine'],
  cache: ['cache', 'server-event-loop', 'machine'],
};

/**
 * Names the first suspect of a target that failed, in three steps: in which of its phases was it worst, which part of
 * the time was the longest there, and which of the resources that can make this part long was saturated.
 * @param phases of the target, at least one
 */
export function suspectOf(
  indicator: Indicator,
  phases: readonly PhaseSummary[],
  run: Pick<Run, 'provenance'>,
): Suspect {
  const kind = figureKindOf(indicator);
  const phase = worstPhase(indicator, phases);
  const { route } = tagsOf(indicator);
  const times = overAllRoutes(phase.routeTimes.filter((each) => route === undefined || each.route === route));
  const resources = new Map(saturationIn(phase, run).map((each) => [each.resource, each]));
  if (kind === 'hitRatios') return missesSuspect(phase, resources);
  const isFailed = isFailedAtOnce(kind, phase);
  if (times === null) return isFailed ? failedAtOnce(phase) : unsplit(phase);

  const part =
    kind === 'queryTimes' ? 'query' : longestPart({ startDelay: times.startDelayMs, ...times.parts });
  const clue: Clue = { phase, times, part, kind };
  const suspect = CAUSES[part]
    .map((resource) => resources.get(resource)!)
    .filter(({ errors }) => !isFailed || (errors ?? 0) > 0)
    .find((each) => each.status === 'saturated' && canBeTheCause(each.resource, clue, resources));
  if (suspect) return saturated(suspect, clue, resources);
  return isFailed ? failedAtOnce(phase) : noneSaturated(clue);
}

/** Whether time and load can explain it: not what a resource itself shows, how many queries there were, or data that is wrong. */
export function canHaveSuspect(indicator: Indicator): boolean {
  return SUSPECTED.includes(figureKindOf(indicator));
}

const SUSPECTED: readonly FigureKind[] = [
  'responseTimes',
  'requestRates',
  'requestShares',
  'users',
  'queryTimes',
  'hitRatios',
];

/** These took as long as a user or the balancer waits: where time went may explain them. */
const OUT_OF_TIME = ['timeout', 'status-504'];

/**
 * Whether the target failed for requests that failed at once, with a wrong answer or none. Then time says nothing, and of what is
 * saturated only that which had errors itself can be behind it.
 */
function isFailedAtOnce(
  kind: FigureKind,
  { outcomes: { correct, failed }, failedByReason }: PhaseSummary,
): boolean {
  if (kind === 'queryTimes') return false;
  const outOfTime = OUT_OF_TIME.reduce((sum, reason) => sum + (failedByReason[reason] ?? 0), 0);
  const share = failed / Math.max(1, correct + failed);
  const isWhy = kind === 'requestShares' ? share > 0 : share > 0.05; // as many as a 95th percentile leaves room for
  return isWhy && failed - outOfTime > failed / 2;
}

/** Misses are decided by what is cached and for how long; only a cache that is full or away makes more of them. */
function missesSuspect(phase: PhaseSummary, resources: Map<ResourceName, ResourceSaturation>): Suspect {
  const cache = resources.get('cache')!;
  const hasLostKeys = (phase.resources.cache?.evictedKeys ?? 0) > 0 || (cache.errors ?? 0) > 0;
  const clue: Clue = { phase, times: null, part: 'cache', kind: 'hitRatios' };
  return hasLostKeys || cache.status === 'saturated'
    ? saturated(cache, clue, resources)
    : noneSaturated(clue);
}

/** The phase with the largest share of failures, the longest queries, the most misses, or the longest response time. */
function worstPhase(indicator: Indicator, phases: readonly PhaseSummary[]): PhaseSummary {
  const badnessOf =
    BADNESS[figureKindOf(indicator)] ?? ((phase: PhaseSummary) => responseTimeP95Ms(phase, indicator));
  return phases.reduce((worst, phase) => (badnessOf(phase) > badnessOf(worst) ? phase : worst));
}

const BADNESS: Partial<Record<FigureKind, (phase: PhaseSummary) => number>> = {
  requestShares: ({ outcomes: { correct, failed } }) => failed / Math.max(1, correct + failed),
  queryTimes: (phase) => queryMeanMs(phase) ?? 0,
  hitRatios({ cacheByFamily }) {
    const families = Object.values(cacheByFamily);
    const missed = families.reduce((sum, { miss, error }) => sum + miss + error, 0);
    return (
      missed /
      Math.max(
        1,
        families.reduce((sum, { hit }) => sum + hit, missed),
      )
    );
  },
};

function responseTimeP95Ms(phase: PhaseSummary, indicator: Indicator): number {
  const seen = isOfClient(indicator) ? requestsOf(phase, indicator) : allRequestsOf(phase);
  return responseTimesOf([seen]).all.quantile(0.95)?.value ?? 0;
}

function longestPart(parts: Record<TimePart, number>): TimePart {
  return (Object.keys(parts) as TimePart[]).reduce((longest, part) =>
    parts[part] > parts[longest] ? part : longest,
  );
}

/**
 * The generator, the event loop and the machine are saturated easily and explain anything, so each has to fit the part that is long.
 *
 * Generator and event loop are not late by themselves where the machine has no core for them. The event loop is not the cause of
 * long queries where the database itself took most of that time; nor is the machine while the backends wait for something
 * else than a core.
 */
function canBeTheCause(
  resource: ResourceName,
  { phase, part }: Clue,
  resources: ReadonlyMap<ResourceName, ResourceSaturation>,
): boolean {
  const { database, eventLoop } = phase.resources;
  const hasNoCore = resources.get('machine')!.status === 'saturated';
  const generator = resources.get('generator')!;
  if (resource === 'generator') {
    const hasDropped = (generator.errors ?? 0) > 0;
    return hasDropped || !(hasNoCore && isStarved(generator.saturation?.value, generator.utilization));
  }
  if (resource === 'server-event-loop') {
    const isExecuting = part === 'query' && databaseShare(phase) >= 0.5;
    return !isExecuting && !(hasNoCore && isStarved(eventLoop?.delayP99Ms, eventLoop?.cpuCores));
  }
  if (resource === 'machine' && part === 'query' && database?.backends) {
    return database.backends.running >= 0.5 * busyOf(database.backends);
  }
  return true;
}

/** Late for no longer than a scheduler lets a thread wait, and not for its own work. */
function isStarved(delayP99Ms: number | null = null, ownCpuShare: number | null = null): boolean {
  return (delayP99Ms ?? 0) < LONGEST_WAIT_FOR_A_CORE_MS && (ownCpuShare ?? 0) < SATURATED_UTILIZATION;
}

/** How much of the time that servers waited for queries the database was executing them, by its own account. 0 when it gives none. */
function databaseShare(phase: PhaseSummary): number {
  const seenMs = queryMeanMs(phase);
  const executedMs = phase.resources.database?.executionMeanMs;
  return seenMs === null || executedMs == null ? 0 : executedMs / seenMs;
}

function queryMeanMs({ statementTimes }: PhaseSummary): number | null {
  const count = statementTimes.reduce((sum, each) => sum + each.count, 0);
  return count === 0 ? null : statementTimes.reduce((sum, each) => sum + each.totalMs, 0) / count;
}
