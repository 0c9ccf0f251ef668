import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FindPrincipal, Principal } from './access.ts';
import { createLimits, refuseUsedUp } from './apply-limits.ts';
import { addressKey } from './client-address.ts';
import { KnownTokens } from './known-tokens.ts';
import type { RateLimiter } from './rate-limiter.ts';
import { isSessionToken } from './session-token.ts';

/** The sender of a request, or null. `lookUpToo` is called when the session is looked up, but not if the lookup is refused. */
export type SessionGate = (
  request: FastifyRequest,
  reply: FastifyReply,
  lookUpToo: () => void,
) => Promise<Principal | null>;

const BEARER = 'Bearer ';

/**
 * Finds the session of a request, until its address has used up its failed attempts (docs/adr/0185).
 *
 * - A request without a valid session counts towards the limit of its address, and no other. One with a valid session never does.
 * - Text that cannot be a token is not looked up at all. A possible token counts before the database is asked, and is given back if
 *   it proves valid.
 * - Once the limit is used up, only tokens that this server has seen to be valid are looked up.
 */
export function createSessionGate(
  findPrincipal: FindPrincipal,
  limiter: RateLimiter,
  nowMs: () => number,
): SessionGate {
  const known = new KnownTokens();
  const count = createLimits([limiter], nowMs);

  return async (request, reply, lookUpToo) => {
    const token = sessionTokenOf(request);
    if (token === null) {
      await count(() => addressOf(request), reply);
      return null;
    }
    const isKnown = known.has(token);
    if (!isKnown && limiter.isUsedUp(() => addressOf(request))) throw refuseUsedUp(limiter, reply, nowMs());

    let isCounted = false;
    const beforeLoad = async () => {
      if (isKnown) return;
      await count(() => addressOf(request), reply);
      isCounted = true;
    };
    const giveBack = () => {
      if (isCounted) limiter.giveBack(addressOf(request));
    };
    lookUpToo();
    let principal: Principal | null;
    try {
      principal = await findPrincipal(token, beforeLoad);
    } catch (error) {
      giveBack();
      throw error;
    }
    if (principal !== null) {
      giveBack();
      if (!isKnown) known.add(token);
      return principal;
    }
    known.forget(token);
    if (!isCounted) await count(() => addressOf(request), reply);
    return null;
  };
}

export function bearerToken({ headers: { authorization } }: FastifyRequest): string | null {
  return authorization?.startsWith(BEARER) ? authorization.slice(BEARER.length) : null;
}

/** The bearer token of a request, or null if it cannot be a session token. */
export function sessionTokenOf(request: FastifyRequest): string | null {
  const token = bearerToken(request);
  return token !== null && isSessionToken(token) ? token : null;
}

/** The limit key of the address that a request comes from. */
export function addressOf(request: FastifyRequest): string {
  return addressKey(request.ip, request.raw.socket.remoteAddress);
}
