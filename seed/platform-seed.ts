import type pg from 'pg';
import type { WorldUser } from '../harness/model/platform.ts';
import type { CopyValue } from './generate/copy-text.ts';
import type { SeedParameters, SeedPlan } from './plan.ts';
import type { CacheEntry } from './sessions/redis.ts';

/** A file that exists from the start. */
export type SeedFile = { key: string; contentType: string; bytes: Uint8Array };

/** A session of one account. The token goes to the user; the database and the cache know its hash. */
export type IssuedSession<Account extends WorldUser> = {
  account: Account;
  token: string;
  tokenHash: string;
  expiresAtMs: number;
};

/** How a platform stores sessions in its database and its cache. */
export type SessionKeeping<Account extends WorldUser> = {
  /** the table of users who can log in; every row gets a session */
  accountsTable: string;
  /** the table of sessions; one of its columns must be `token_hash` */
  table: { name: string; columns: string[] };
  /** the cache key of a session is this, followed by the hash of its token */
  keyPrefix: string;
  lifetimeSec: number;
  /** a row of the table, in the order of its columns */
  row(session: IssuedSession<Account>): CopyValue[];
  cached(session: IssuedSession<Account>): CacheEntry;
};

export type WorldReading<Account extends WorldUser> = {
  client: pg.Client;
  /** the day that the scenario plays, YYYY-MM-DD */
  today: string;
  randomSeed: number;
  /** Gives each account a session. @returns their tokens, in order */
  logIn(accounts: readonly Account[]): Promise<string[]>;
};

/** How one platform's data is made: `seed` of seed/<slug>/index.ts. */
export type PlatformSeed<Account extends WorldUser = WorldUser> = {
  plan(parameters: SeedParameters): SeedPlan;
  sessions: SessionKeeping<Account>;
  /** The files in object storage, from the random seed alone. They are generated as they are read. */
  files?(parameters: SeedParameters): Iterable<SeedFile>;
  /**
   * The part of world.json that is specific to the scenario: lists by name, in pages, so that memory does not grow with users. They are
   * read one after the other, in this order. Reading them must log in every account.
   */
  world(reading: WorldReading<Account>): Record<string, AsyncIterable<unknown[]>>;
};
