import type { Cache } from '../../core/cache.ts';
import type { Database } from '../../core/database.ts';
import type { Sessions } from '../../core/sessions.ts';
import type { Session } from '../session-record.ts';

/** What every group of routes receives. */
export type Resources = { database: Database; cache: Cache; sessions: Sessions<Session> };
