import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { reasonOf } from '../../model/connection-reason.ts';
import { canConnect, databaseNameOf, withDatabase } from './database.ts';
import { scramSecret } from './scram.ts';

/** The role that application servers log in with: it owns nothing, and has only the rights that `grantRows` of the seed gives it. */
export type ServerRole = {
  name: string;
  password: string;
  /** what PostgreSQL stores of the password */
  secret: string;
};

const LONGEST_NAME = 63;

/**
 * Creates the servers' role, or takes it over with a new password if an earlier run left it. It is named after the database, so that
 * runs in other databases of the same PostgreSQL keep theirs. Our own role becomes a member, so that it can end what servers are doing.
 */
export async function createServerRole(databaseUrl: string): Promise<ServerRole> {
  const name = roleNameOf(databaseUrl);
  const password = randomBytes(24).toString('base64url');
  const secret = scramSecret(password);
  await withDatabase(databaseUrl, async (client) => {
    const role = client.escapeIdentifier(name);
    const isThere = (await client.query('SELECT FROM pg_roles WHERE rolname = $1', [name])).rowCount === 1;
    const rights = 'LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOINHERIT NOBYPASSRLS';
    // Only a superuser may name all of these, and a new role has them anyway.
    if (!isThere) await client.query(`CREATE ROLE ${role}`);
    await client.query(
      `ALTER ROLE ${role} ${(await isSuperuser(client)) ? rights : 'LOGIN'} PASSWORD ${client.escapeLiteral(secret)}`,
    );
    await client.query(`GRANT ${role} TO CURRENT_USER`);
  });
  return { name, password, secret };
}

/**
 * Creates the servers' role in a given PostgreSQL, or returns why that is not possible: then servers use the given role. Our role must
 * be allowed to create it and to see what it does: statistics hide a role's statements from others without the right to read them.
 */
export async function createServerRoleIfAllowed(
  databaseUrl: string,
): Promise<{ role: ServerRole } | { role: null; reason: string }> {
  const { rows } = await withDatabase(databaseUrl, (client) =>
    client.query<{ mayCreate: boolean; maySee: boolean }>(
      `SELECT rolsuper OR rolcreaterole AS "mayCreate", pg_has_role('pg_read_all_stats', 'USAGE') AS "maySee"
       FROM pg_roles WHERE rolname = current_user`,
    ),
  );
  const { mayCreate, maySee } = rows[0]!;
  if (!mayCreate) return { role: null, reason: 'it may not create one for them' };
  if (!maySee) return { role: null, reason: 'it may not see the statements of others (pg_read_all_stats)' };
  const role = await createServerRole(databaseUrl);
  try {
    await canConnect(urlFor(role, databaseUrl));
    return { role };
  } catch (error) {
    await dropServerRole(databaseUrl, role);
    return { role: null, reason: `the one created for them cannot log in: ${reasonOf(error)}` };
  }
}

/** Removes the role from a PostgreSQL that keeps running, with all rights that it was given in this database. */
export async function dropServerRole(databaseUrl: string, { name }: ServerRole): Promise<void> {
  await withDatabase(databaseUrl, async (client) => {
    const role = client.escapeIdentifier(name);
    await client.query(`DROP OWNED BY ${role}`);
    await client.query(`DROP ROLE ${role}`);
  });
}

/** The same database, with the log-in of the servers. */
export function urlFor({ name, password }: ServerRole, databaseUrl: string): string {
  return Object.assign(new URL(databaseUrl), { username: name, password }).href;
}

function roleNameOf(databaseUrl: string): string {
  return `proofload_servers_of_${databaseNameOf(databaseUrl)}`.slice(0, LONGEST_NAME);
}

async function isSuperuser(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ isSo: boolean }>(
    'SELECT rolsuper AS "isSo" FROM pg_roles WHERE rolname = current_user',
  );
  return rows[0]!.isSo;
}
