import type { FastifyInstance } from 'fastify';
import type { Database, DatabaseAccess } from './database.ts';
import type { CacheOutcome } from './metrics.ts';
import { type TimeAccount, timeAccount } from './request-time.ts';

const HEADER = 'x-served-from';

type Source = 'cache' | 'database';

/**
 * Reports what served each read, in the header `X-Served-From`: `cache` if all its content came from a cache tier, else `database`.
 * Lookups and queries for the session alone are not content. Exists only if the platform wants it.
 */
export class ServedFrom {
  readonly #sources = new WeakMap<TimeAccount, Source>();

  /** Takes the outcomes that the cache counts: whatever is not a hit is loaded from the database. */
  noteLookup(outcome: CacheOutcome): void {
    this.#note(outcome === 'hit' ? 'cache' : 'database');
  }

  /** The same database, with its statements noted. */
  noting(database: Database): Database {
    const noted =
      <Arguments extends unknown[], Result>(work: (...given: Arguments) => Result) =>
      (...given: Arguments): Result => {
        this.#note('database');
        return work(...given);
      };
    const notedAccess = ({ query, read, transaction }: DatabaseAccess): DatabaseAccess => ({
      query: noted(query) as Database['query'],
      read: noted(read) as Database['read'],
      transaction: noted(transaction) as Database['transaction'],
    });
    return {
      ...database,
      ...notedAccess(database),
      withSettings: (settings) => notedAccess(database.withSettings(settings)),
    };
  }

  /** For the routes that are registered after this call. */
  tellIn(app: FastifyInstance): void {
    app.addHook('preHandler', async ({ time }) => {
      if (time !== null) this.#sources.delete(time); // until here only the session was looked up
    });
    app.addHook('onSend', async ({ method, time }, reply) => {
      const source = time !== null && this.#sources.get(time);
      if (source && method === 'GET' && reply.statusCode < 300) reply.header(HEADER, source);
    });
  }

  #note(source: Source): void {
    const account = timeAccount.getStore();
    if (account === undefined) return;
    if (source === 'database' || !this.#sources.has(account)) this.#sources.set(account, source);
  }
}
