import { cachePolicy } from '../../reference-server/tvet-connect/cache-policy.ts';
import { TTL_SEC } from '../../reference-server/tvet-connect/documented.ts';
import { encodeSession, sessionCacheKey } from '../../reference-server/tvet-connect/session-record.ts';
import type { SessionKeeping } from '../platform-seed.ts';
import type { Account } from './account-pages.ts';

/** Uses the table and the cache key that the server reads. */
export const sessions: SessionKeeping<Account> = {
  accountsTable: 'accounts',
  table: { name: 'user_sessions', columns: ['token_hash', 'user_id', 'expires_at'] },
  keyPrefix: sessionCacheKey(''),
  lifetimeSec: TTL_SEC.veryLong,
  row: ({ tokenHash, account, expiresAtMs }) => [
    tokenHash,
    account.userId,
    new Date(expiresAtMs).toISOString(),
  ],
  cached({ tokenHash, account, expiresAtMs }) {
    const { key, ttlSeconds } = cachePolicy.userSession(tokenHash);
    return { key, ttlSeconds, value: encodeSession({ ...account, expiresAtMs }) };
  },
};
