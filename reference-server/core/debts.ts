import type { Logger } from 'pino';
import { AppError } from './errors.ts';
import type { OwedTable } from './owed-table.ts';

/** How long a server trusts Redis after it began to check what is owed. */
export const TRUST_MS = 2000;
/** A writer waits a little longer, because clocks run at different speeds and timers may fire early. */
export const WAIT_MS = TRUST_MS + 100;
const LOOK_EVERY_MS = 500;
/** Maximum number applied at a time. */
const BATCH = 1000;

const NOT_YET_EVERYWHERE = 'This was done, but an older copy may still be served. Try again shortly.';
const RETRY_AFTER_SECONDS = 1;

/**
 * Invalidations that Redis has not confirmed. They are kept in the database; every server checks for them twice a second, applies and
 * removes them. A server trusts Redis only for `TRUST_MS` after such a check, and only if it has applied everything it found. So
 * `WAIT_MS` after an invalidation was recorded, no server serves the old value: each has either applied it or stopped asking Redis.
 * While it is still recorded after that time, none asks Redis, so what is recorded besides it need not wait (docs/adr/0010).
 */
export type Debts = {
  /** Whether Redis may be asked now. */
  areApplied(): boolean;
  /** Checks now, or joins the check under way. Never rejects. */
  look(): Promise<void>;
  /**
   * Records keys and waits until no server serves what they held: not at all if something of ours has been owed for long enough.
   * @throws AppError 503 NOT_YET_EVERYWHERE if they cannot be recorded
   */
  owe(keys: readonly string[]): Promise<void>;
  close(): Promise<void>;
};

export type DebtsOptions = {
  table: OwedTable;
  /** Removes keys from Redis. Rejects unless Redis has confirmed all of them. */
  apply: (keys: readonly string[]) => Promise<unknown>;
  /** whether Redis is available, as far as we know */
  isReachable: () => boolean;
  log: Logger;
  nowMs?: () => number;
};

type Waiting = { readonly sinceMs: number; end(): void };

export function createDebts(options: DebtsOptions): Debts {
  const { table, apply, isReachable, log, nowMs = () => performance.now() } = options;
  const waiting = new Set<Waiting>();
  let trustedFromMs = Number.NEGATIVE_INFINITY;
  /** When the last check began that left nothing of what it saw in the table. */
  let clearedFromMs = Number.NEGATIVE_INFINITY;
  /** A row of ours, and since when it has been in the table for certain. Another server may have removed it. */
  let standing: { readonly id: string; readonly sinceMs: number } | null = null;
  let looking: Promise<void> | null = null;
  let isTableMissed = false;

  async function lookAndApply(): Promise<void> {
    while (isReachable()) {
      const startedAtMs = nowMs();
      const owed = await table.read(BATCH).catch(reportMissed);
      if (owed === null) {
        // While the database is unreachable, nothing new can be owed, and only the cache can answer.
        trustedFromMs = startedAtMs;
        return;
      }
      isTableMissed = false;
      if (owed.length > 0) {
        await apply([...new Set(owed.map(({ key }) => key))]);
        log.info({ keys: owed.length }, 'applied owed invalidations');
        await table.remove(owed);
      }
      if (owed.length === BATCH) continue;
      // What the last check did not see is younger than it, and was removed before any writer could rely on it. Of an older row that is
      // not certain: what was recorded besides it, perhaps since this check began, must be found first.
      const isSettled = owed.length === 0 || nowMs() - clearedFromMs < TRUST_MS;
      clearedFromMs = startedAtMs;
      if (isSettled) {
        noteApplied(startedAtMs);
        return;
      }
    }
  }

  function noteApplied(startedAtMs: number): void {
    trustedFromMs = startedAtMs;
    for (const each of waiting) if (each.sinceMs <= startedAtMs) each.end();
  }

  function reportMissed(error: Error): null {
    if (!isTableMissed) log.warn({ cause: error.message }, 'cannot read the owed invalidations');
    isTableMissed = true;
    return null;
  }

  function look(): Promise<void> {
    // Whatever could not be applied stays owed, and Redis is not trusted.
    looking ??= lookAndApply()
      .catch(() => {})
      .finally(() => {
        looking = null;
      });
    return looking;
  }

  function untilItHolds(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => each.end(), WAIT_MS);
      const each: Waiting = {
        sinceMs: nowMs(),
        end() {
          clearTimeout(timer);
          waiting.delete(each);
          resolve();
        },
      };
      waiting.add(each);
    });
  }

  function refuse(cause: unknown): never {
    const retry = { retryAfterSeconds: RETRY_AFTER_SECONDS, cause };
    throw new AppError(503, 'NOT_YET_EVERYWHERE', NOT_YET_EVERYWHERE, retry);
  }

  const timer = setInterval(look, LOOK_EVERY_MS).unref();
  return {
    areApplied: () => nowMs() - trustedFromMs < TRUST_MS,
    look,
    async owe(keys) {
      const besides = standing !== null && nowMs() - standing.sinceMs >= WAIT_MS ? standing.id : null;
      const { id, isBesides } = await table.add(keys, besides).catch(refuse);
      if (isBesides) return;
      // The first one, or the one in place of a row that is gone.
      if (standing === null || standing.id === besides) standing = { id, sinceMs: nowMs() };
      await untilItHolds();
    },
    async close() {
      clearInterval(timer);
      await looking;
      await table.close();
    },
  };
}
