import { connectionsOf } from '../load/plan.ts';
import type { DataCheckQuery } from '../model/data-check.ts';
import { ProofloadError } from '../model/errors.ts';
import { formatBound, formatCount, formatDuration, formatMeasure, formatNumber } from '../model/format.ts';
import { type Indicator, isUnselected, unitOf } from '../model/indicator.ts';
import { isJudged, type LoadProfile, type PlannedLoad, usersPerVuOf } from '../model/load.ts';
import type { LoadedPlatform } from '../model/platform.ts';
import type { Target } from '../model/target.ts';
import type { UserLimit } from '../model/user-limit.ts';
import { impliedThinkTimeMs, requestsInFlight } from '../stats/littles-law.ts';

/** The targets, the load that is to show them, and how many requests a user may send. */
export type PromisedSet = {
  targets: readonly Target[];
  profile: LoadProfile;
  userLimits: readonly UserLimit[];
  dataChecks: readonly Pick<DataCheckQuery, 'name'>[];
  /** number of users over which an open load spreads its requests evenly */
  users: number;
};

/**
 * Finds targets that cannot all hold, and loads that cannot show them, before anything is started. Each contradiction is one sentence
 * with its arithmetic. An empty list means that no contradiction was found, not that a system can keep the targets.
 */
export function contradictionsOf(set: PromisedSet): string[] {
  return [
    ...repeatedIds(set.targets),
    ...phasesNotJudged(set),
    ...missingChecks(set),
    ...missingConditions(set.targets),
    ...tooFewUsersForTheRate(set.targets),
    ...loadsThatCannotShow(set),
    ...exceededLimits(set.profile, set.userLimits, set.users),
  ];
}

/** @throws ProofloadError TARGETS_CONTRADICT with the first of the contradictions */
export function refuseContradictions(
  contradictions: readonly string[],
  platform: Pick<LoadedPlatform, 'document' | 'documented'>,
): void {
  const [first, ...others] = contradictions;
  if (first === undefined) return;
  const more = others.length > 0 ? ` And: ${others.join(' ')}` : '';
  throw new ProofloadError(
    'TARGETS_CONTRADICT',
    `The targets and their load contradict each other: ${first}${more}`,
    `Correct ${placeOf(platform)}, or the options that change the load.`,
  );
}

/** Where targets and loads are written: in the scenario of a documented platform, or in somebody's config. */
function placeOf({ document, documented }: Pick<LoadedPlatform, 'document' | 'documented'>): string {
  return documented
    ? 'the targets (targets.ts) or the load (profile.ts) of the scenario'
    : `\`targets\` or \`load\` in ${document}`;
}

/**
 * One sentence on the think time that the promised users, rate and response time imply by Little's law; null if one of the three is not
 * promised.
 */
export function impliedThinkTimeNote(targets: readonly Target[], profile: LoadProfile): string | null {
  const promised = promises(targets);
  if (promised === null) return null;
  const { users, ratePerSec, responseTimeMs } = promised;
  const impliedMs = impliedThinkTimeMs(promised);
  const closed = profile.loads.map(({ load }) => load).find((load) => load.model === 'closed');
  const planned = closed
    ? ` The users of this run think for ${formatDuration(closed.thinkTimeMs)} on average.`
    : '';
  return `By Little's law ${formatMeasure(users, 'users')} who send ${formatMeasure(ratePerSec, 'requests/s')} and wait ${formatDuration(responseTimeMs)} for each answer think for ${formatDuration(impliedMs)} between two requests.${planned}`;
}

/** Limits of a user or an address that the load of a run exceeds on average, so that its responses would be refusals. */
export function exceededLimits(
  { loads }: LoadProfile,
  userLimits: readonly UserLimit[],
  users: number,
): string[] {
  return userLimits.flatMap(({ name, by, requests, windowSec, share }) => {
    const ratesPerSec = loads.map((load) => ratePerSecOf(load, by, users));
    const asked = share * mostRequestsWithin(loads, ratesPerSec, windowSec);
    if (asked <= requests) return [];
    return [
      `${by === 'user' ? 'A user' : 'An address'} sends about ${formatNumber(Math.round(asked))} requests counted by the limit "${name}" within ${formatDuration(windowSec * 1000)}, but may send only ${formatNumber(requests)}.`,
    ];
  });
}

type Promised = { users: number; ratePerSec: number; responseTimeMs: number };

/**
 * The highest promised number of users, the highest promised rate of all requests, and the response time that must hold with that many
 * users.
 */
function promises(targets: readonly Target[]): Promised | null {
  const [users] = targets
    .filter(({ indicator }) => indicator.source === 'users')
    .sort((a, b) => b.bound - a.bound);
  const rates = targets.filter(isRequestRate).map(perSecondOf);
  const while_ = users?.indicator.source === 'users' ? users.indicator.while : undefined;
  const time = targets.find(({ id }) => id === while_);
  if (!users || rates.length === 0 || !time || !isResponseTime(time.indicator)) return null;
  return { users: users.bound, ratePerSec: Math.max(...rates), responseTimeMs: time.bound };
}

/** Whether a target promises a minimum rate of all requests. */
function isRequestRate({ indicator, operator }: Target): boolean {
  const { source, statistic } = indicator;
  return source === 'requests' && statistic === 'rate' && isUnselected(indicator) && operator.startsWith('>');
}

function isResponseTime(indicator: Indicator): boolean {
  return indicator.source === 'requests' && indicator.statistic === 'quantile' && isUnselected(indicator);
}

function perSecondOf({ indicator, bound }: Target): number {
  return 'per' in indicator && indicator.per === 'minute' ? bound / 60 : bound;
}

function repeatedIds(targets: readonly Target[]): string[] {
  const ids = targets.map(({ id }) => id);
  const repeated = new Set(ids.filter((id, index) => ids.indexOf(id) !== index));
  return [...repeated].map((id) => `Several targets are called '${id}'.`);
}

/** Targets of a phase that the load does not have, or that is never judged. */
function phasesNotJudged({ targets, profile }: PromisedSet): string[] {
  const planned = profile.loads.flatMap(({ phases }) => phases);
  const judged = planned.filter(({ kind }) => isJudged(kind)).map(({ name }) => name);
  return targets.flatMap(({ id, phases }) =>
    phases
      .filter((name) => !judged.includes(name))
      .map((name) => {
        const kind = planned.find((phase) => phase.name === name)?.kind;
        const problem = kind === undefined ? 'the load has no such phase' : `it is a ${kind} phase`;
        return `The target '${id}' is judged in the phase '${name}', but ${problem}. Phases that are judged: ${judged.join(', ')}.`;
      }),
  );
}

/** Targets about a data check that does not exist. */
function missingChecks({ targets, dataChecks }: PromisedSet): string[] {
  return targets.flatMap(({ id, indicator }) => {
    const wanted = indicator.source === 'checks' ? indicator.where?.check : undefined;
    if (wanted === undefined || dataChecks.some(({ name }) => name === wanted)) return [];
    return [`The target '${id}' is about the data check '${wanted}', but there is no such check.`];
  });
}

/** User targets that name a target that does not exist. */
function missingConditions(targets: readonly Target[]): string[] {
  return targets.flatMap(({ id, indicator }) => {
    if (indicator.source !== 'users' || indicator.while === undefined) return [];
    const isThere = targets.some((other) => other.id === indicator.while);
    return isThere
      ? []
      : [`The target '${id}' counts users while '${indicator.while}' holds, but there is no such target.`];
  });
}

function tooFewUsersForTheRate(targets: readonly Target[]): string[] {
  const promised = promises(targets);
  if (promised === null) return [];
  const { users, ratePerSec, responseTimeMs } = promised;
  const thinkTimeMs = impliedThinkTimeMs(promised);
  if (thinkTimeMs >= 0) return [];
  return [
    `${formatMeasure(ratePerSec, 'requests/s')} that take ${formatDuration(responseTimeMs)} each mean ${formatNumber(requestsInFlight(promised))} requests in flight at once, but ${formatMeasure(users, 'users')} have one each: their think time would be ${formatNumber(thinkTimeMs)} ms.`,
  ];
}

/** Only the loads of a rate target's own phases can show it. */
function loadsThatCannotShow({ targets, profile }: PromisedSet): string[] {
  return targets
    .filter(isRequestRate)
    .flatMap((target) =>
      profile.loads
        .filter(({ phases }) => phases.some(({ name }) => target.phases.includes(name)))
        .flatMap((planned) => tooLittle(planned, target)),
    );
}

function tooLittle({ name, load, requestsPerArrival = 1 }: PlannedLoad, target: Target): string[] {
  const { operator, bound, indicator } = target;
  const unit = unitOf(indicator);
  const per = (perSec: number) => (perSec * bound) / perSecondOf(target);
  const promised = formatBound(operator, bound, unit);
  if (load.model === 'open') {
    const offered = per(load.arrivalRatePerSec * requestsPerArrival);
    if (offered >= bound) return [];
    return [
      `The load '${name}' offers ${formatMeasure(offered, unit, bound)}, but ${promised} are promised.`,
    ];
  }
  if (load.thinkTimeMs === 0) return [];
  const most = per((load.users * requestsPerArrival * 1000) / load.thinkTimeMs);
  if (most >= bound) return [];
  return [
    `The load '${name}' has ${formatCount(load.users, 'user')} who think for ${formatDuration(load.thinkTimeMs)}: even if they never waited, they would send ${formatMeasure(most, unit, bound)} (${formatNumber(load.users)} / ${formatNumber(load.thinkTimeMs / 1000)} s), but ${promised} are promised.`,
  ];
}

/**
 * The requests a second that a load sends on average as one user or from one address. An open load spreads its arrivals over all users,
 * but only over as many addresses as it has virtual users. Users of a closed load are assumed never to wait.
 */
function ratePerSecOf(planned: PlannedLoad, by: UserLimit['by'], users: number): number {
  const { load, requestsPerArrival = 1 } = planned;
  if (load.model === 'open') {
    return (requestsPerArrival * load.arrivalRatePerSec) / (by === 'user' ? users : connectionsOf(planned));
  }
  const usersCounted = by === 'user' ? 1 : usersPerVuOf(load);
  return (usersCounted * requestsPerArrival * 1000) / Math.max(1, load.thinkTimeMs);
}

/** The most requests within any window of `windowSec` seconds, at these rates in these loads. */
function mostRequestsWithin(
  loads: readonly PlannedLoad[],
  ratesPerSec: readonly number[],
  windowSec: number,
): number {
  const stretches = loads.map(({ phases }, index) => ({
    sec: phases.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000,
    perSec: ratesPerSec[index]!,
  }));
  const windows = stretches.map((_, first) => {
    let [left, requests] = [windowSec, 0];
    for (const { sec, perSec } of stretches.slice(first)) {
      requests += perSec * Math.min(left, sec);
      left = Math.max(0, left - sec);
    }
    return requests;
  });
  return Math.max(0, ...windows);
}
