import { ProofloadError } from '../model/errors.ts';
import { formatBound, formatCount, formatDuration, formatMeasure, formatNumber } from '../model/format.ts';
import type { LoadProfile, PlannedLoad } from '../model/load.ts';
import type { SliName, Target } from '../model/target.ts';
import type { UserLimit } from '../model/user-limit.ts';
import { impliedThinkTimeMs, requestsInFlight } from '../stats/littles-law.ts';

/** What is promised, by what load it is to be shown, and how often a user may ask. */
export type PromisedSet = {
  targets: readonly Target[];
  profile: LoadProfile;
  userLimits: readonly UserLimit[];
  /** among whom an open load shares its requests evenly */
  users: number;
};

/**
 * Finds targets that cannot hold together, and loads that cannot show them, before anything is started. Each is one sentence
 * with its arithmetic. An empty list says that nothing speaks against the set, not that a system can keep it.
 */
export function contradictionsOf(set: PromisedSet): string[] {
  return [
    ...tooFewUsersForTheRate(set.targets),
    ...loadsThatCannotShow(set),
    ...exceededLimits(set.profile, set.userLimits, set.users),
  ];
}

/** @throws ProofloadError TARGETS_CONTRADICT with the first of the contradictions */
export function refuseContradictions(contradictions: readonly string[]): void {
  const [first, ...others] = contradictions;
  if (first === undefined) return;
  const more = others.length > 0 ? ` And: ${others.join(' ')}` : '';
  throw new ProofloadError(
    'TARGETS_CONTRADICT',
    `The targets and their load contradict each other: ${first}${more}`,
    'Correct the targets (targets.ts) or the load (profile.ts) of the scenario, or the options that change the load.',
  );
}

/** The think time that promised users, rate and response time imply by Little's law, in one sentence; null when one is not promised. */
export function impliedThinkTimeNote(targets: readonly Target[], profile: LoadProfile): string | null {
  const [users, rate, time] = promises(targets);
  if (!users || !rate || !time) return null;
  const impliedMs = impliedThinkTimeMs({
    users: users.bound,
    ratePerSec: rate.bound,
    responseTimeMs: time.bound,
  });
  const closed = profile.loads.map(({ load }) => load).find((load) => load.model === 'closed');
  const planned = closed
    ? ` The users of this run think for ${formatDuration(closed.thinkTimeMs)} on average.`
    : '';
  return `By Little's law ${formatMeasure(users.bound, 'users')} who send ${formatMeasure(rate.bound, 'requests/s')} and wait ${formatDuration(time.bound)} for each answer think for ${formatDuration(impliedMs)} between two requests.${planned}`;
}

/** Per-user limits that the load of a run passes on average: its answers would be refusals. */
export function exceededLimits(
  { loads }: LoadProfile,
  userLimits: readonly UserLimit[],
  users: number,
): string[] {
  return userLimits.flatMap(({ name, requests, windowSec, share }) => {
    const asked = share * mostRequestsOfAUser(loads, windowSec, users);
    if (asked <= requests) return [];
    return [
      `A user sends about ${formatNumber(Math.round(asked))} requests that the limit "${name}" counts within ${formatDuration(windowSec * 1000)}, and may send ${formatNumber(requests)}.`,
    ];
  });
}

function promises(targets: readonly Target[]): (Target | undefined)[] {
  const promised = (sli: SliName) => targets.find((target) => target.sli === sli);
  return [promised('concurrentUsers'), promised('goodputPerSec'), promised('responseTimeP95Ms')];
}

function tooFewUsersForTheRate(targets: readonly Target[]): string[] {
  const [users, rate, time] = promises(targets);
  if (!users || !rate || !time) return [];
  const of = { users: users.bound, ratePerSec: rate.bound, responseTimeMs: time.bound };
  const thinkTimeMs = impliedThinkTimeMs(of);
  if (thinkTimeMs >= 0) return [];
  return [
    `${formatMeasure(rate.bound, 'requests/s')} that take ${formatDuration(time.bound)} each are ${formatNumber(requestsInFlight(of))} requests under way at once, and ${formatMeasure(users.bound, 'users')} have one each: their think time would be ${formatNumber(thinkTimeMs)} ms.`,
  ];
}

/** A rate is shown by the loads of its own phases alone. */
function loadsThatCannotShow({ targets, profile }: PromisedSet): string[] {
  return targets
    .filter(({ sli }) => sli === 'goodputPerSec')
    .flatMap((target) =>
      profile.loads
        .filter(({ phases }) => phases.some(({ name }) => target.phases.includes(name)))
        .flatMap((planned) => tooLittle(planned, target)),
    );
}

function tooLittle({ name, load }: PlannedLoad, { operator, bound, unit }: Target): string[] {
  const promised = formatBound(operator, bound, unit);
  if (load.model === 'open') {
    if (load.arrivalRatePerSec >= bound) return [];
    return [
      `The load '${name}' offers ${formatMeasure(load.arrivalRatePerSec, unit, bound)}, and ${promised} are promised.`,
    ];
  }
  if (load.thinkTimeMs === 0) return [];
  const mostPerSec = (load.users * 1000) / load.thinkTimeMs;
  if (mostPerSec >= bound) return [];
  return [
    `The load '${name}' has ${formatCount(load.users, 'user')} who think for ${formatDuration(load.thinkTimeMs)}: even if they never waited, they would send ${formatMeasure(mostPerSec, unit, bound)} (${formatNumber(load.users)} / ${formatNumber(load.thinkTimeMs / 1000)} s), and ${promised} are promised.`,
  ];
}

/** The most requests that one user sends, on average, within any window of so many seconds; a closed load's users never wait. */
function mostRequestsOfAUser(loads: readonly PlannedLoad[], windowSec: number, users: number): number {
  const stretches = loads.map(({ load, phases }) => ({
    sec: phases.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000,
    perSec: load.model === 'open' ? load.arrivalRatePerSec / users : 1000 / Math.max(1, load.thinkTimeMs),
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
