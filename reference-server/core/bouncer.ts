import { randomBytes } from 'node:crypto';
import pg from 'pg';

/**
 * A client that PgBouncer accepts. At the start of a connection PgBouncer rejects `statement_timeout` and (before 1.20) `options`,
 * but every version preserves the initial time zone of a client, whichever PostgreSQL connection it gets.
 */
export class BouncerClient extends pg.Client {
  /** `pg` calls this, but its types lack it. */
  getStartupConf(): Record<string, string> {
    const ownMethod = Object.getPrototypeOf(BouncerClient.prototype).getStartupConf as () => object;
    return { ...ownMethod.call(this), TimeZone: 'UTC' };
  }
}

/**
 * Whether statements may be prepared by name. From 1.21 on, if `max_prepared_statements` is not 0, PgBouncer replaces our names by
 * its own. An older one passes ours on to a PostgreSQL connection that the next transaction may not get. So we prepare a statement
 * that looks for its own name.
 * @param client not in a transaction
 */
export async function canPrepareByName(client: pg.PoolClient): Promise<boolean> {
  const name = `probe_${randomBytes(9).toString('hex')}`;
  const text = `SELECT name FROM pg_prepared_statements WHERE name = $1 /* ${name} */`;
  await client.query('BEGIN');
  const { rows } = await client.query({ name, text, values: [name] });
  const isOurs = rows.length > 0;
  if (isOurs) await client.query(`DEALLOCATE ${name}`);
  await client.query('COMMIT');
  return !isOurs;
}
