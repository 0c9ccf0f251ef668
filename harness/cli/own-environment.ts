import { statSync } from 'node:fs';
import { requireDatabaseUrl, requireRedisUrl } from '../model/addresses.ts';
import { ProofloadError } from '../model/errors.ts';
import { proofloadCommand } from '../model/installation.ts';
import { objectStoreIn } from '../model/object-store.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Variables that clients of PostgreSQL (but PGBOUNCER_BIN is ours) and of S3 apply to every connection, and variables that, in a git hook,
 * make git report the commit of another checkout.
 */
const READ_BY_OTHERS = /^(PG(?!BOUNCER_BIN$)|AWS_|GIT_)/;
/** Variables of the reference server, which we set ourselves. */
const OF_SERVERS = ['REDIS_CLUSTER', 'DATABASE_REPLICA_URLS', 'EDGE_URL'] as const;

/**
 * Removes from a process's environment what would affect connections to our own parts, so that we reach them as we started them,
 * and every URL means exactly what is written. Programs that we start get their own environments, never this one.
 * @param own the process's environment, which is changed
 * @returns a copy of the original environment: for the commands, and for set-up programs, which may need a proxy
 */
export function takeEnvironment(own: Record<string, string | undefined>): Environment {
  const given = { ...own };
  for (const name of Object.keys(own)) if (READ_BY_OTHERS.test(name)) delete own[name];
  // If Node is set to use proxies (NODE_USE_ENV_PROXY), it reads this before every request.
  for (const name of ['no_proxy', 'NO_PROXY']) own[name] = '*';
  return given;
}

/**
 * Refuses unusable variables before anything starts.
 * @throws ProofloadError ADDRESS_INVALID, INVALID_OPTION
 */
export function requireUsable(env: Environment): void {
  if (env.DATABASE_URL) requireDatabaseUrl(env.DATABASE_URL);
  if (env.REDIS_URL) requireRedisUrl(env.REDIS_URL);
  objectStoreIn(env);
  const unused = OF_SERVERS.find((name) => env[name]);
  if (unused !== undefined)
    throw new ProofloadError(
      'INVALID_OPTION',
      `${unused} is a variable of the reference server and has no effect here.`,
      `Unset it. Experiments start clusters and replicas themselves: ${proofloadCommand('compare --list')}`,
    );
  requireTemporaryFolder(env);
}

/** The same for a command that uses no stores. */
export function requireTemporaryFolder({ TMPDIR: path }: Environment): void {
  if (!path || statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new ProofloadError(
    'INVALID_OPTION',
    `TMPDIR is ${path}, which is not a folder.`,
    'Create that folder, or unset the variable.',
  );
}
