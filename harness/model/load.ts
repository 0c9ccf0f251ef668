import Type from 'typebox';
import { Fault } from './fault.ts';

/** Open model: requests arrive at a given rate, whether or not the system keeps up. */
export const OpenLoad = Type.Object({
  model: Type.Literal('open'),
  arrivalRatePerSec: Type.Number({ exclusiveMinimum: 0 }),
});
export type OpenLoad = Type.Static<typeof OpenLoad>;

/**
 * Closed model: a fixed number of users; each waits for a response, thinks, and sends the next request. Several can share one of the
 * generator's virtual users: with it they share a client address and a connection, and who is due while another waits starts late.
 */
export const ClosedLoad = Type.Object({
  model: Type.Literal('closed'),
  users: Type.Integer({ minimum: 1 }),
  thinkTimeMs: Type.Number({ minimum: 0, description: 'mean of an exponential distribution' }),
  usersPerVu: Type.Optional(
    Type.Integer({
      minimum: 1,
      description: 'users that one virtual user of the generator plays; left out: 1',
    }),
  ),
});
export type ClosedLoad = Type.Static<typeof ClosedLoad>;

/** How many users a busy virtual user of the generator stands for. */
export function usersPerVuOf(load: OpenLoad | ClosedLoad): number {
  return load.model === 'closed' ? (load.usersPerVu ?? 1) : 1;
}

export const PhaseKind = Type.Union([
  Type.Literal('warm-up'),
  Type.Literal('ramp-up'),
  Type.Literal('steady'),
  Type.Literal('fault'),
]);
export type PhaseKind = Type.Static<typeof PhaseKind>;

/** Only steady and fault phases feed a verdict. The others bring the system to its steady state. */
export function isJudged(kind: PhaseKind): boolean {
  return kind === 'steady' || kind === 'fault';
}

/** A stretch of a load with one purpose. Names are unique within a run. */
export const PlannedPhase = Type.Object({
  name: Type.String(),
  kind: PhaseKind,
  durationMs: Type.Integer({ minimum: 1000 }),
  faults: Type.Optional(Type.Array(Fault)),
  level: Type.Optional(
    Type.Integer({
      minimum: 1,
      description:
        'of a staircase: the users, or the arrivals a second, of this phase; left out: those of its load',
    }),
  ),
});
export type PlannedPhase = Type.Static<typeof PlannedPhase>;

/** When a level of a staircase is carried, besides that no arrival was dropped. */
export const CarriedWhile = Type.Object(
  {
    p95Ms: Type.Number({
      exclusiveMinimum: 0,
      description:
        'the p95 from the intended start stays under this; what is never answered is endlessly late',
    }),
    correctShare: Type.Number({
      exclusiveMinimum: 0,
      maximum: 1,
      description: 'at least this share of the requests is answered correctly',
    }),
  },
  { additionalProperties: false },
);
export type CarriedWhile = Type.Static<typeof CarriedWhile>;

/**
 * One load. k6 is started once for it, as one or more processes that share it by execution segments.
 * A closed load begins with its only `ramp-up` phase; an open one runs at its full rate from the start. In a staircase, phases have levels
 * that only rise; each closed level begins with a ramp-up, and the load itself has the highest level.
 */
export const PlannedLoad = Type.Object({
  name: Type.String(),
  load: Type.Union([OpenLoad, ClosedLoad]),
  generatorProcesses: Type.Integer({ minimum: 1 }),
  requestsPerArrival: Type.Optional(
    Type.Number({
      minimum: 1,
      description: 'requests that one arrival, or one turn of a user, sends on average; left out: 1',
    }),
  ),
  carriedWhile: Type.Optional(CarriedWhile), // of a staircase: it ends after the first steady phase in which it is not carried
  phases: Type.Array(PlannedPhase, { minItems: 1 }),
});
export type PlannedLoad = Type.Static<typeof PlannedLoad>;

/** What is offered in one of a load's phases. */
export function loadIn({ load }: PlannedLoad, { level }: Pick<PlannedPhase, 'level'>): OpenLoad | ClosedLoad {
  if (level === undefined) return load;
  return load.model === 'open' ? { ...load, arrivalRatePerSec: level } : { ...load, users: level };
}

/** Requests a second that a load plans on average; endless for users who never think, and are only as fast as the system. */
export function plannedRequestsPerSec({ load, requestsPerArrival = 1 }: PlannedLoad): number {
  if (load.model === 'open') return load.arrivalRatePerSec * requestsPerArrival;
  return load.thinkTimeMs === 0
    ? Number.POSITIVE_INFINITY
    : (load.users * requestsPerArrival * 1000) / load.thinkTimeMs;
}

/** Everything a run offers to the system, in order. Pure data in scenarios/<slug>/profile.ts. */
export const LoadProfile = Type.Object({ loads: Type.Array(PlannedLoad, { minItems: 1 }) });
export type LoadProfile = Type.Static<typeof LoadProfile>;

/** The users of the largest closed load, and the requests a second of the largest open one. Null: there is none. */
export function largestLoads({ loads }: { loads: readonly PlannedLoad[] }): {
  users: number | null;
  ratePerSec: number | null;
} {
  const users = loads.flatMap(({ load }) => (load.model === 'closed' ? [load.users] : []));
  const rates = loads.filter(({ load }) => load.model === 'open').map(plannedRequestsPerSec);
  return { users: largest(users), ratePerSec: largest(rates) };
}

function largest(numbers: number[]): number | null {
  return numbers.length === 0 ? null : Math.max(...numbers);
}
