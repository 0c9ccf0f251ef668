import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  onRequestHookHandler,
  RouteOptions,
} from 'fastify';
import { createLimits } from './apply-limits.ts';
import type { Cache, CacheEntry, Lookup } from './cache.ts';
import { userKey } from './client-address.ts';
import { AppError, forbidden } from './errors.ts';
import type { Metrics } from './metrics.ts';
import type { RateLimiter } from './rate-limiter.ts';
import { queuedMs, RequestTime, timeAccount } from './request-time.ts';
import {
  addressOf,
  bearerToken,
  createSessionGate,
  type SessionGate,
  sessionTokenOf,
} from './session-gate.ts';

/** The sender of a request: the fields that all platforms share. */
export type Principal = { readonly userId: string; readonly role: string };

/**
 * The user of a session's token, or null. `beforeLoad` is awaited before the database is asked, but not for a cached session, nor
 * by a caller that joins another's load. Its errors are passed on.
 */
export type FindPrincipal<Found extends Principal = Principal> = (
  token: string,
  beforeLoad?: () => Promise<void>,
) => Promise<Found | null>;

/**
 * Who may use a route. The rule sees only the request and the session, so its 403 reveals nothing about the data. The handler
 * decides whether an object belongs to the user, and answers 404 for someone else's object.
 */
export type Access =
  | { readonly kind: 'anyone' }
  | { readonly kind: 'metrics-token' }
  | {
      readonly kind: 'session';
      /** only users of this role */
      readonly role?: string;
      /** the path parameter that must name the user */
      readonly self?: string;
      /** a well-formed token is enough, even if its session is over: for a repeated logout */
      readonly orItsEnd?: true;
    };

type RecordRequest = (status: number, responseTimeMs: number, time: RequestTime | null) => void;

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
    /** names of the rate limits that a request counts towards */
    limits?: readonly string[];
    /** the cache entry that the handler will read, requested together with the session; called only if path and query are valid */
    reads?: (request: FastifyRequest) => CacheEntry | null;
    /** the route's name in metrics, as in scenarios, e.g. "sync.read"; otherwise its method and pattern */
    name?: string;
  }
  interface FastifyRequest {
    principal: Principal | null;
    lookup: Lookup | null;
    record: RecordRequest | null;
    time: RequestTime | null;
  }
}

export type AccessOptions = {
  cache: Cache;
  findPrincipal: FindPrincipal;
  limiters: readonly RateLimiter[];
  /** the limit that requests without a valid session use up, by address */
  unauthenticatedLimit: string;
  isMetricsToken: (token: string) => boolean;
  metrics: Metrics;
  nowMs: () => number;
  /** peers whose X-Request-Start is believed */
  isTrustedPeer: (address: string | undefined) => boolean;
};

const UNAUTHENTICATED = new AppError(401, 'UNAUTHENTICATED', 'A valid session token is needed.');

/**
 * Guards every route that is registered after this call: metrics, session, rate limits, access rule, in this order.
 * @throws Error, on registering a route that declares no access rule
 */
export function guardRoutes(app: FastifyInstance, options: AccessOptions): void {
  const { metrics, nowMs, isTrustedPeer } = options;
  const gate = createSessionGate(
    options.findPrincipal,
    limiterNamed(options.unauthenticatedLimit, options),
    nowMs,
  );
  const unmatched = metrics.responsesOf('unmatched');
  app.decorateRequest('principal', null);
  app.decorateRequest('lookup', null);
  app.decorateRequest('record', null);
  app.decorateRequest('time', null);

  app.addHook('onRoute', (route) => {
    const access = route.config?.access;
    if (access === undefined) throw new Error(`${route.method} ${route.url} declares no access rule`);
    const recordResponse = metrics.responsesOf(`${route.method} ${route.url}`);
    const guard = createGuard(access, route, options, gate);
    const recordTime = metrics.timesOf(route.config?.name ?? `${route.method} ${route.url}`);
    const record: RecordRequest = (status, responseTimeMs, time) => {
      recordResponse(status, responseTimeMs);
      if (time !== null) recordTime(time, responseTimeMs);
    };
    const begin: onRequestHookHandler = (request, _reply, done) => {
      const passedOn = request.headers['x-request-start'];
      const isBelieved = passedOn !== undefined && isTrustedPeer(request.raw.socket.remoteAddress);
      const time = new RequestTime(isBelieved ? queuedMs(passedOn, nowMs()) : 0);
      request.time = time;
      request.record = record;
      // Not `run`: leaving its context costs as much as entering it. This one ends with the request, and Fastify keeps it while a
      // body arrives.
      timeAccount.enterWith(time);
      done();
    };
    route.onRequest = [begin, guard, ...[route.onRequest ?? []].flat()];
  });
  app.addHook('onResponse', (request, reply, done) => {
    (request.record ?? unmatched)(reply.statusCode, reply.elapsedTime, request.time);
    done();
  });
}

type Guard = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

function createGuard(
  access: Access,
  { config, url, schema }: RouteOptions,
  options: AccessOptions,
  findSession: SessionGate,
): Guard {
  const { limits = [], reads } = config ?? {};
  const applyLimits = createLimits(
    limits.map((name) => limiterNamed(name, options)),
    options.nowMs,
  );

  if (access.kind === 'metrics-token') {
    return async (request) => {
      if (!options.isMetricsToken(bearerToken(request) ?? '')) throw UNAUTHENTICATED;
    };
  }
  if (access.kind === 'anyone') {
    return limits.length === 0
      ? async () => {}
      : (request, reply) => applyLimits(() => addressOf(request), reply);
  }
  if (reads !== undefined && !(url.includes(':') ? schema?.params : schema?.querystring)) {
    throw new Error(`${url} makes a cache key from input that no schema validates`);
  }
  return async (request, reply) => {
    const principal = await findSession(request, reply, () => {
      const entry = reads !== undefined && isValid(request) ? reads(request) : null;
      if (entry !== null) request.lookup = options.cache.lookUp(entry);
    });
    if (principal === null) {
      if (access.orItsEnd && sessionTokenOf(request) !== null) return;
      throw UNAUTHENTICATED;
    }
    await applyLimits(({ by }) => (by === 'address' ? addressOf(request) : userKey(principal.userId)), reply);
    request.principal = principal;
    options.metrics.userSeen(principal.userId);
    if (access.role !== undefined && principal.role !== access.role) throw forbidden();
    if (access.self !== undefined && named(request, access.self) !== principal.userId) throw forbidden();
  };
}

function limiterNamed(name: string, { limiters }: AccessOptions): RateLimiter {
  const limiter = limiters.find(({ limit }) => limit.name === name);
  if (limiter === undefined) throw new Error(`there is no rate limit called ${name}`);
  return limiter;
}

/** Whether path and query match the route's schemas. Fastify only checks them later, and reports what is wrong. */
function isValid(request: FastifyRequest): boolean {
  const isPartValid = (part: 'params' | 'querystring', input: unknown) =>
    request.getValidationFunction(part)?.(input) ?? true;
  return isPartValid('params', request.params) && isPartValid('querystring', request.query);
}

function named(request: FastifyRequest, parameter: string): string | undefined {
  return (request.params as Record<string, string>)[parameter];
}
