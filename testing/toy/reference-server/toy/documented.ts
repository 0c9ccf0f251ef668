import type { PoolPolicy } from '../../../../reference-server/core/postgres-pool.ts';
import type { RateLimit } from '../../../../reference-server/core/rate-limiter.ts';

/* What the server, the scenario and the seed must agree on. */

export const DOCUMENT = 'The toy library';

export const BOOKS_PER_SHELF = 5;

/** All covers look alike. */
export const COVER = {
  contentType: 'text/plain',
  sizeBytes: 12_000,
  sha256: 'c3165cd42516a217f839d59ce848c57f7bfffdeca51975295b8accf599cfe7d2',
} as const;

export const coverText = () => 'cover '.repeat(COVER.sizeBytes / 6);

export const caches = {
  ttlSec: { shelf: 60, book: 60, reader_session: 3600 },
  session: 'reader_session',
} as const;

export const pool: PoolPolicy = {
  max: 5,
  min: 1,
  idleTimeoutMs: 30_000,
  connectTimeoutMs: 5_000,
  statementTimeoutMs: 5_000,
  keepAliveDelayMs: 10_000,
};

export const limits = {
  general: { name: 'general', max: 10_000, windowSeconds: 60, confirmedAbove: 9_000 },
} as const satisfies Record<string, RateLimit>;
