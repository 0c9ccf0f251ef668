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
 * What can make each part long, in the order to check. Deeper resources come first, because a full pool in
 * front of a locked table is a consequence of the lock. The event loop and the machine come last, because they lengthen everything that a
 * server measures.
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
 * Names the first suspect of a failed target in three steps: find the phase where it was worst, the longest part of
 * the time there, and the first saturated resource that can make this part long.
 * @param phases the target's phases, at least one
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
  return isFailed ? failedAtOnce(phase) : noneSaturated(clue, resources);
}

/** Whether time and load can explain a failure of this indicator. They cannot for resource figures, numbers of queries or data checks. */
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

/** These requests took as long as a user or the balancer waits, so where the time went may explain them. */
const OUT_OF_TIME = ['timeout', 'status-504'];

/**
 * Whether the target failed because of requests that failed immediately, with a wrong response or none. Then time explains nothing, and
 * only a saturated resource that had errors itself can be the cause.
 */
function isFailedAtOnce(
  kind: FigureKind,
  { outcomes: { correct, failed }, failedByReason }: PhaseSummary,
): boolean {
  if (kind === 'queryTimes') return false;
  const outOfTime = OUT_OF_TIME.reduce((sum, reason) => sum + (failedByReason[reason] ?? 0), 0);
  const share = failed / Math.max(1, correct + failed);
  const isWhy = kind === 'requestShares' ? share > 0 : share > 0.05; // the share that a 95th percentile leaves room for
  return isWhy && failed - outOfTime > failed / 2;
}

/** Misses depend on what is cached and for how long. Only a cache that is full or down causes more of them. */
function missesSuspect(phase: PhaseSummary, resources: Map<ResourceName, ResourceSaturation>): Suspect {
  const cache = resources.get('cache')!;
  const hasLostKeys = (phase.resources.cache?.evictedKeys ?? 0) > 0 || (cache.errors ?? 0) > 0;
  const clue: Clue = { phase, times: null, part: 'cache', kind: 'hitRatios' };
  return hasLostKeys || cache.status === 'saturated'
    ? saturated(cache, clue, resources)
    : noneSaturated(clue, resources);
}

/**
 * The phase with the largest share of failures, the longest queries, the most misses, or the longest response time, depending on the
 * indicator.
 */
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
 * The generator, the event loop and the machine saturate easily and could explain anything, so each must also fit the part that is long.
 *
 * The generator and the event loop are not to blame for being late if the machine had no free core for them. The event loop is not the
 * cause of long queries if the database itself executed for at least half of that time. Neither is the machine if most backends wait for
 * something other than a core.
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

/** Late by no more than a scheduler lets a thread wait, and not because of its own work. */
function isStarved(delayP99Ms: number | null = null, ownCpuShare: number | null = null): boolean {
  return (delayP99Ms ?? 0) < LONGEST_WAIT_FOR_A_CORE_MS && (ownCpuShare ?? 0) < SATURATED_UTILIZATION;
}

/** The share of the servers' query time in which the database was executing, by its own figures. 0 if it has none. */
function databaseShare(phase: PhaseSummary): number {
  const seenMs = queryMeanMs(phase);
  const executedMs = phase.resources.database?.executionMeanMs;
  return seenMs === null || executedMs == null ? 0 : executedMs / seenMs;
}

function queryMeanMs({ statementTimes }: PhaseSummary): number | null {
  const count = statementTimes.reduce((sum, each) => sum + each.count, 0);
  return count === 0 ? null : statementTimes.reduce((sum, each) => sum + each.totalMs, 0) / count;
}
