import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { reasonOf } from '../../model/connection-reason.ts';
import { canConnect, databaseNameOf, withDatabase } from './database.ts';
import { scramSecret } from './scram.ts';

/** The role that application servers log in with: it owns nothing, and may do what `grantRows` of the seed gives it. */
export type ServerRole = {
  name: string;
  password: string;
  /** what PostgreSQL keeps of the password */
  secret: string;
};

const LONGEST_NAME = 63;

/**
 * Makes the servers' role, or takes it over when an earlier run left it, with a new password. It is named after the database, so that
 * runs in other databases of the same PostgreSQL keep theirs. Our own role becomes a member, to be able to end what servers are doing.
 */
export async function createServerRole(databaseUrl: string): Promise<ServerRole> {
  const name = roleNameOf(databaseUrl);
  const password = randomBytes(24).toString('base64url');
  const secret = scramSecret(password);
  await withDatabase(databaseUrl, async (client) => {
    const role = client.escapeIdentifier(name);
    const isThere = (await client.query('SELECT FROM pg_roles WHERE rolname = $1', [name])).rowCount === 1;
    const rights = 'LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOINHERIT NOBYPASSRLS';
    // Only a superuser may name all of them, and they are what a new role has.
    if (!isThere) await client.query(`CREATE ROLE ${role}`);
    await client.query(
      `ALTER ROLE ${role} ${(await isSuperuser(client)) ? rights : 'LOGIN'} PASSWORD ${client.escapeLiteral(secret)}`,
    );
    await client.query(`GRANT ${role} TO CURRENT_USER`);
  });
  return { name, password, secret };
}

/**
 * The servers' role in a PostgreSQL that was given, or why there can be none: then servers use the given role. Ours must be allowed to
 * make it, and to see what it does: statistics hide the statements of other roles from all who may not read them.
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
  if (!maySee) return { role: null, reason: 'it may not see the statements of another (pg_read_all_stats)' };
  const role = await createServerRole(databaseUrl);
  try {
    await canConnect(urlFor(role, databaseUrl));
    return { role };
  } catch (error) {
    await dropServerRole(databaseUrl, role);
    return { role: null, reason: `the one made for them is not let in: ${reasonOf(error)}` };
  }
}

/** Takes the role out of a PostgreSQL that lives on, with all that it was given in this database. */
export async function dropServerRole(databaseUrl: string, { name }: ServerRole): Promise<void> {
  await withDatabase(databaseUrl, async (client) => {
    const role = client.escapeIdentifier(name);
    await client.query(`DROP OWNED BY ${role}`);
    await client.query(`DROP ROLE ${role}`);
  });
}

/** The same place, for the servers. */
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
