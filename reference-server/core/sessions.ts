import type { FindPrincipal, Principal } from './access.ts';
import type { Cache, CacheEntry } from './cache.ts';
import { hashSessionToken, newSessionToken } from './session-token.ts';

/** A principal and the end of the session. */
export type Expiring = Principal & { readonly expiresAtMs: number };

/** How a platform stores its sessions. All functions take the hash of a token, never the token. */
export type SessionKeeping<Session extends Expiring> = {
  lifetimeMs: number;
  /** null: sessions are read from the database every time */
  cacheEntry: ((tokenHash: string) => CacheEntry) | null;
  load(tokenHash: string): Promise<Session | null>;
  insert(tokenHash: string, userId: string, expiresAtMs: number): Promise<void>;
  /** When the removed session would have expired; null if there was none. */
  remove(tokenHash: string): Promise<number | null>;
  encode(session: Session): string;
  decode(text: string): Session;
};

/** Called when a user logs out, with the time since they logged in. */
export type SessionEnded = (lastedMs: number) => void;

export type Sessions<Session extends Expiring> = {
  /** The live session of a token, or null. */
  find: FindPrincipal<Session>;
  /** Starts a session. The token is returned once and stored nowhere. */
  open(userId: string): Promise<{ token: string; expiresAtMs: number }>;
  /**
   * Ends a session on every server. May be repeated.
   * @throws AppError 503 NOT_YET_EVERYWHERE if it may still be valid somewhere
   */
  close(token: string): Promise<void>;
};

/** Sessions in the database, cached by the hash of their token. */
export function createSessions<Session extends Expiring>(
  keeping: SessionKeeping<Session>,
  cache: Cache,
  sessionEnded: SessionEnded,
  nowMs: () => number = Date.now,
): Sessions<Session> {
  const { cacheEntry } = keeping;

  async function load(tokenHash: string, beforeLoad?: () => Promise<void>): Promise<Session | null> {
    const loadAllowed = async () => {
      await beforeLoad?.();
      return keeping.load(tokenHash);
    };
    if (cacheEntry === null) return loadAllowed();
    const text = await cache.read(cacheEntry(tokenHash), async () => {
      const session = await loadAllowed();
      return session && keeping.encode(session);
    });
    return text === null ? null : keeping.decode(text);
  }

  async function remove(tokenHash: string): Promise<void> {
    const expiresAtMs = await keeping.remove(tokenHash);
    if (expiresAtMs === null) return; // a repeated log-out
    sessionEnded(Math.min(nowMs(), expiresAtMs) - (expiresAtMs - keeping.lifetimeMs));
  }

  return {
    async find(token, beforeLoad) {
      const session = await load(hashSessionToken(token), beforeLoad);
      return session && session.expiresAtMs > nowMs() ? session : null;
    },
    async open(userId) {
      const token = newSessionToken();
      const expiresAtMs = nowMs() + keeping.lifetimeMs;
      await keeping.insert(hashSessionToken(token), userId, expiresAtMs);
      return { token, expiresAtMs };
    },
    async close(token) {
      const tokenHash = hashSessionToken(token);
      if (cacheEntry === null) await remove(tokenHash);
      else await cache.invalidating(cacheEntry(tokenHash).key, () => remove(tokenHash));
    },
  };
}
