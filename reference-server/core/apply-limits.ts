import type { FastifyReply } from 'fastify';
import { AppError } from './errors.ts';
import { type RateLimit, type RateLimiter, secondsToReset } from './rate-limiter.ts';
import { waitedFor } from './request-time.ts';

/**
 * Counts a request towards limits and reports the remaining quota to the client, in the header fields of the IETF draft
 * "RateLimit header fields for HTTP" (draft-ietf-httpapi-ratelimit-headers-10).
 * @throws AppError 429, with Retry-After
 */
export type ApplyLimits = (keyOf: (limit: RateLimit) => string, reply: FastifyReply) => Promise<void>;

export function createLimits(limiters: readonly RateLimiter[], nowMs: () => number): ApplyLimits {
  const policy = policyOf(limiters);
  return async (keyOf, reply) => {
    let standing = '';
    let exceeded: RateLimit | null = null;
    for (const limiter of limiters) {
      const { limit } = limiter;
      const counted = limiter.consume(keyOf(limit));
      const count = typeof counted === 'number' ? counted : await waitedFor('cache', counted);
      if (count > limit.max) exceeded = limit;
      if (standing !== '') standing += ', ';
      standing += standingOf(limit, count, nowMs());
    }
    reply.header('ratelimit-policy', policy).header('ratelimit', standing);
    if (exceeded !== null) throw limitExceeded(exceeded, nowMs());
  };
}

/** Refuses without counting: the limit is known to be used up. */
export function refuseUsedUp(limiter: RateLimiter, reply: FastifyReply, nowMs: number): AppError {
  const { limit } = limiter;
  reply
    .header('ratelimit-policy', policyOf([limiter]))
    .header('ratelimit', standingOf(limit, limit.max, nowMs));
  return limitExceeded(limit, nowMs);
}

function policyOf(limiters: readonly RateLimiter[]): string {
  return limiters.map(({ limit }) => `"${limit.name}";q=${limit.max};w=${limit.windowSeconds}`).join(', ');
}

function standingOf(limit: RateLimit, count: number, nowMs: number): string {
  return `"${limit.name}";r=${Math.max(0, limit.max - count)};t=${secondsToReset(limit, nowMs)}`;
}

function limitExceeded(limit: RateLimit, nowMs: number): AppError {
  return new AppError(429, 'RATE_LIMITED', limit.message ?? `The ${limit.name} limit is used up.`, {
    retryAfterSeconds: secondsToReset(limit, nowMs),
  });
}
