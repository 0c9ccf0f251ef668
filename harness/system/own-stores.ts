import pg from 'pg';
import { reasonOf } from '../model/connection-reason.ts';
import { ProofloadError } from '../model/errors.ts';
import { withoutStop } from '../model/without-stop.ts';
import { systemErrorCode } from '../store/disk.ts';
import { lastLogLines } from './supervision/log-tail.ts';
import { explainFailure } from './supervision/readiness.ts';

/** The logs of the stores that Proofload started; null: the user gave the store by URL, or there is none. */
export type OwnStoreLogs = { postgres: string | null; redis: string | null; 'object-store': string | null };

/**
 * Does work that uses stores. Code that loses a store knows only its address, and its error asks the user to check the URL. For one of
 * Proofload's own stores there is no URL to check, but its log says what happened.
 * @throws ProofloadError PART_NOT_READY or DISK_FULL, with the log, instead of an error about one of our own stores; every other error as
 * it is
 */
export async function blamingOwnStores<T>(logs: OwnStoreLogs, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const store = lostStore(error);
    const logFile = store && logs[store];
    if (!store || !logFile) throw error;
    const reason = reasonOf(error instanceof ProofloadError && error.cause ? error.cause : error);
    const what = `stopped answering while Proofload used it (${withoutStop(reason)})`;
    const { code, message, hint } = explainFailure(store, what, logFile, await lastLogLines(logFile));
    const advice = TIMED_OUT.test(reason) && code === 'PART_NOT_READY' ? `${BUSY_MACHINE} ${hint}` : hint;
    throw new ProofloadError(code, message, advice, { cause: error });
  }
}

/** What the clients of PostgreSQL and Redis say when an answer or a connection does not come in time. They have no code for it. */
const TIMED_OUT = /^(Query read timeout|timeout expired|Command timed out)$/;
const BUSY_MACHINE = 'This machine may be too busy: end what else uses it, and start again.';

/** Of PostgreSQL: connection lost, no more connections, shut down or in recovery (its manual, appendix A). */
const LOST_SQLSTATE = /^(08|57P|53300)/;

function lostStore(error: unknown): keyof OwnStoreLogs | null {
  if (!(error instanceof Error)) return null;
  if (error instanceof ProofloadError) {
    if (error.code === 'REDIS_UNREACHABLE') return 'redis';
    if (error.code === 'OBJECT_STORE_UNREACHABLE') return 'object-store';
    return error.code === 'DATABASE_UNREACHABLE' ? 'postgres' : null;
  }
  // Any other lost connection comes from PostgreSQL's client; errors of the others have a code of ours.
  const isLost =
    error instanceof pg.DatabaseError
      ? LOST_SQLSTATE.test(error.code ?? '')
      : error.message.startsWith('Connection terminated') ||
        TIMED_OUT.test(error.message) ||
        ['ECONNRESET', 'EPIPE'].includes(systemErrorCode(error) ?? '');
  return isLost ? 'postgres' : null;
}
