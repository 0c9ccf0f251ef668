import pg from 'pg';
import { AppError } from './errors.ts';

const RETRY_AFTER_SECONDS = 1;

/** A replica's error when WAL replay removes rows that a query is reading. */
const CONFLICT_WITH_RECOVERY = '40001';

/** Whether PostgreSQL itself reported the error, so that the connection is still usable. */
export function isReported(error: unknown): error is pg.DatabaseError {
  return error instanceof pg.DatabaseError && error.severity !== 'FATAL' && error.severity !== 'PANIC';
}

/** Whether the client gave up waiting. The statement may still be running. */
export function isReadTimeout(error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout';
}

/** Whether the primary may be able to answer what this replica could not. */
export function isOfReplicaAlone(error: unknown): boolean {
  if (error instanceof AppError) return error.code === 'DATABASE_UNAVAILABLE';
  return isReported(error) && error.code === CONFLICT_WITH_RECOVERY;
}

export function connectError(cause: unknown): AppError {
  const retry = { retryAfterSeconds: RETRY_AFTER_SECONDS, cause };
  if (cause instanceof Error && cause.message === 'timeout exceeded when trying to connect') {
    const message = 'All database connections are in use. Try again shortly.';
    return new AppError(503, 'POOL_EXHAUSTED', message, { ...retry, timedOut: true });
  }
  return new AppError(503, 'DATABASE_UNAVAILABLE', 'The database cannot be reached.', retry);
}

export function queryError(cause: unknown): unknown {
  if (isReported(cause)) {
    // query_canceled, by statement_timeout
    if (cause.code === '57014') return queryTimeout(cause);
    // Class 22, data exception, and 54, a program limit: input that JSON allows but PostgreSQL cannot store.
    if (cause.code?.startsWith('22') || cause.code?.startsWith('54')) {
      return new AppError(400, 'INVALID_DATA', 'The request holds data that cannot be stored.', { cause });
    }
    return cause;
  }
  if (isReadTimeout(cause)) return queryTimeout(cause);
  return connectError(cause);
}

function queryTimeout(cause: unknown): AppError {
  return new AppError(504, 'QUERY_TIMEOUT', 'The database took too long.', { timedOut: true, cause });
}
