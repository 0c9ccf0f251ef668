import type { PoolPolicy } from '../core/postgres-pool.ts';

/** A small pool that opens no connections in advance. */
export const TEST_POOL: PoolPolicy = {
  max: 5,
  min: 0,
  idleTimeoutMs: 30_000,
  connectTimeoutMs: 10_000,
  statementTimeoutMs: 30_000,
  keepAliveDelayMs: 10_000,
};
