import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Cache } from '../../core/cache.ts';
import type { Database } from '../../core/database.ts';
import type { ObjectStorage } from '../../core/object-storage.ts';
import type { Sessions } from '../../core/sessions.ts';
import type { Queries } from '../queries/index.ts';
import type { Session } from '../session-record.ts';

/** What every group of routes receives. */
export type Resources = {
  database: Database;
  cache: Cache;
  sessions: Sessions<Session>;
  queries: Queries;
  /** null: this system stores no files */
  storage: ObjectStorage | null;
};

export type RoutesOfService = FastifyPluginAsyncTypebox<Resources>;
