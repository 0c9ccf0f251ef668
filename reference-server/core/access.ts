import type {
  FastifyContextConfig,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  onRequestHookHandler,
} from 'fastify';
import type { Cache, CacheEntry, Lookup } from './cache.ts';
import { AppError, forbidden } from './errors.ts';
import type { Metrics } from './metrics.ts';
import { type RateLimiter, secondsToReset } from './rate-limiter.ts';
import { queuedMs, RequestTime, timeAccount, waitedFor } from './request-time.ts';
import { SESSION_TOKEN_LENGTH } from './session-token.ts';

/** Who sent a request, as far as every platform has it. */
export type Principal = { readonly userId: string; readonly role: string };

/**
 * Who may use a route. Decided by the request and the session alone, so a refusal is a 403 that tells nothing about
 * the data; whether an object is the user's own is the handler's to decide, and a stranger's object is a 404.
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
      /** a token whose session is over will do: for a logout that is sent again */
      readonly orItsEnd?: true;
    };

type RecordRequest = (status: number, responseTimeMs: number, time: RequestTime | null) => void;

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
    /** names of the rate limits that a request counts into; by user, or by address where there is none */
    limits?: readonly string[];
    /** what the handler will read from the cache, asked for together with the session; input is not validated yet */
    reads?: (request: FastifyRequest) => CacheEntry | null;
    /** the route's name in figures, as scenarios have it, e.g. "sync.read"; else its method and pattern */
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
  findPrincipal: (token: string) => Promise<Principal | null>;
  limiters: readonly RateLimiter[];
  isMetricsToken: (token: string) => boolean;
  metrics: Metrics;
  nowMs: () => number;
  /** whether a balancer tells when it passed a request on; anyone else who says so only spoils a figure */
  isBalanced: boolean;
};

const UNAUTHENTICATED = new AppError(401, 'UNAUTHENTICATED', 'A valid session token is needed.');
const BEARER = 'Bearer ';

/**
 * Guards every route that is registered after this call: metrics, session, rate limits, access rule, in this order.
 * @throws Error, on registering a route that declares no access rule
 */
export function guardRoutes(app: FastifyInstance, options: AccessOptions): void {
  const { metrics, nowMs, isBalanced } = options;
  const unmatched = metrics.responsesOf('unmatched');
  app.decorateRequest('principal', null);
  app.decorateRequest('lookup', null);
  app.decorateRequest('record', null);
  app.decorateRequest('time', null);

  app.addHook('onRoute', (route) => {
    const access = route.config?.access;
    if (access === undefined) throw new Error(`${route.method} ${route.url} declares no access rule`);
    const recordResponse = metrics.responsesOf(`${route.method} ${route.url}`);
    const guard = createGuard(access, route.config ?? {}, options);
    const recordTime = metrics.timesOf(route.config?.name ?? `${route.method} ${route.url}`);
    const record: RecordRequest = (status, responseTimeMs, time) => {
      recordResponse(status, responseTimeMs);
      if (time !== null) recordTime(time, responseTimeMs);
    };
    const begin: onRequestHookHandler = (request, _reply, done) => {
      const time = new RequestTime(isBalanced ? queuedMs(request.headers['x-request-start'], nowMs()) : 0);
      request.time = time;
      request.record = record;
      // Not `run`, which costs as much again to end; this ends with the request. Fastify keeps it while a body arrives.
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
  { limits = [], reads }: FastifyContextConfig,
  options: AccessOptions,
): Guard {
  const limiters = limits.map((name) => {
    const limiter = options.limiters.find(({ limit }) => limit.name === name);
    if (limiter === undefined) throw new Error(`there is no rate limit called ${name}`);
    return limiter;
  });
  const policy = limiters
    .map(({ limit }) => `"${limit.name}";q=${limit.max};w=${limit.windowSeconds}`)
    .join(', ');

  if (access.kind === 'metrics-token') {
    return async (request) => {
      if (!options.isMetricsToken(bearerToken(request) ?? '')) throw UNAUTHENTICATED;
    };
  }
  if (access.kind === 'anyone') {
    return limiters.length === 0
      ? async () => {}
      : (request, reply) => applyLimits(limiters, policy, request.ip, reply, options.nowMs());
  }
  return async (request, reply) => {
    const token = bearerToken(request);
    const entry = reads?.(request) ?? null;
    if (entry !== null) request.lookup = options.cache.lookUp(entry);
    const principal = token?.length === SESSION_TOKEN_LENGTH ? await options.findPrincipal(token) : null;
    await applyLimits(limiters, policy, principal?.userId ?? request.ip, reply, options.nowMs());
    if (principal === null) {
      if (access.orItsEnd && token?.length === SESSION_TOKEN_LENGTH) return;
      throw UNAUTHENTICATED;
    }
    request.principal = principal;
    options.metrics.userSeen(principal.userId);
    if (access.role !== undefined && principal.role !== access.role) throw forbidden();
    if (access.self !== undefined && named(request, access.self) !== principal.userId) throw forbidden();
  };
}

/**
 * Counts the request, and tells the client where it stands, in the fields of the IETF draft "RateLimit header
 * fields for HTTP" (draft-ietf-httpapi-ratelimit-headers-10).
 * @throws AppError 429, with Retry-After
 */
async function applyLimits(
  limiters: readonly RateLimiter[],
  policy: string,
  key: string,
  reply: FastifyReply,
  nowMs: number,
): Promise<void> {
  let standing = '';
  let exceeded: RateLimiter | null = null;
  for (const limiter of limiters) {
    const { limit } = limiter;
    const counted = limiter.consume(key);
    const count = typeof counted === 'number' ? counted : await waitedFor('cache', counted);
    const remaining = Math.max(0, limit.max - count);
    if (count > limit.max) exceeded = limiter;
    if (standing !== '') standing += ', ';
    standing += `"${limit.name}";r=${remaining};t=${secondsToReset(limit, nowMs)}`;
  }
  reply.header('ratelimit-policy', policy).header('ratelimit', standing);
  if (exceeded !== null) {
    throw new AppError(429, 'RATE_LIMITED', `The ${exceeded.limit.name} limit is used up.`, {
      retryAfterSeconds: secondsToReset(exceeded.limit, nowMs),
    });
  }
}

function bearerToken(request: FastifyRequest): string | null {
  const { authorization } = request.headers;
  return authorization?.startsWith(BEARER) ? authorization.slice(BEARER.length) : null;
}

function named(request: FastifyRequest, parameter: string): string | undefined {
  return (request.params as Record<string, string>)[parameter];
}
