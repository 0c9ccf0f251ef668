import type { BackendActivity } from '../model/backend-activity.ts';
import { OWN_STATEMENT } from './own-statement.ts';

/** Often enough to see a lock that is held for part of a second, at 0.2 ms of database time each. */
export const LOOK_EVERY_MS = 200;

/**
 * What busy backends are waiting for, in one statement. The lock around writing the log (WALWrite) is held while the log goes to
 * disk, so waiting for it is waiting for the disk. Source: PostgreSQL's manual, "Wait Event Types".
 */
export const BACKEND_ACTIVITY = `
  SELECT ${OWN_STATEMENT}
    count(*) FILTER (WHERE wait_event_type IS NULL)::int AS running,
    count(*) FILTER (WHERE wait_event_type = 'Lock')::int AS lock,
    count(*) FILTER (WHERE wait_event_type = 'LWLock' AND wait_event <> 'WALWrite')::int AS "lightweightLock",
    count(*) FILTER (WHERE wait_event_type = 'IO' OR wait_event = 'WALWrite')::int AS io,
    count(*)::int AS busy
  FROM pg_stat_activity
  WHERE state = 'active' AND datname = current_database() AND pid <> pg_backend_pid()
    AND backend_type IN ('client backend', 'parallel worker')`;

export type BackendLook = {
  running: number;
  lock: number;
  lightweightLock: number;
  io: number;
  busy: number;
};

/** Adds up observations until they are taken. */
export class BackendLooks {
  #looks: BackendLook[] = [];

  add(look: BackendLook): void {
    this.#looks.push(look);
  }

  /** What was observed since the last call; null without an observation. */
  take(): BackendActivity | null {
    const looks = this.#looks;
    this.#looks = [];
    if (looks.length === 0) return null;
    const sum = (key: keyof BackendLook) => looks.reduce((total, look) => total + look[key], 0);
    const [running, lock, lightweightLock, io] = [
      sum('running'),
      sum('lock'),
      sum('lightweightLock'),
      sum('io'),
    ];
    const other = sum('busy') - running - lock - lightweightLock - io;
    return { looks: looks.length, running, lock, lightweightLock, io, other };
  }
}
