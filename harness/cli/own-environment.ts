import { statSync } from 'node:fs';
import { requireDatabaseUrl, requireRedisUrl } from '../model/addresses.ts';
import { ProofloadError } from '../model/errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What PostgreSQL's clients add to every connection by themselves (PGBOUNCER_BIN is ours), and what would have git, in a hook, tell the commit of
 * another checkout.
 */
const READ_BY_OTHERS = /^(PG(?!BOUNCER_BIN$)|GIT_)/;
/** Of the reference server: it is told by us. */
const OF_SERVERS = ['REDIS_CLUSTER', 'DATABASE_REPLICA_URLS'] as const;

/**
 * Takes from a process's environment what it would otherwise bring into connections to our own parts: they are reached as we started
 * them, and what a URL names as the URL says. Programs that we start are given environments of their own, and never this one.
 * @param own the process's, which is changed
 * @returns what the environment was: for the commands, and for programs of set-up, which may need a proxy
 */
export function takeEnvironment(own: Record<string, string | undefined>): Environment {
  const given = { ...own };
  for (const name of Object.keys(own)) if (READ_BY_OTHERS.test(name)) delete own[name];
  // Where Node was told to use proxies (NODE_USE_ENV_PROXY) it reads this before every request.
  for (const name of ['no_proxy', 'NO_PROXY']) own[name] = '*';
  return given;
}

/**
 * Refuses variables that cannot be used as they are, before anything is started.
 * @throws ProofloadError ADDRESS_INVALID, INVALID_OPTION
 */
export function requireUsable(env: Environment): void {
  if (env.DATABASE_URL) requireDatabaseUrl(env.DATABASE_URL);
  if (env.REDIS_URL) requireRedisUrl(env.REDIS_URL);
  const unused = OF_SERVERS.find((name) => env[name]);
  if (unused !== undefined)
    throw new ProofloadError(
      'INVALID_OPTION',
      `${unused} is a variable of the reference server and has no effect here.`,
      'Unset it. Experiments start clusters and replicas themselves: npm start -- compare --list',
    );
  requireTemporaryFolder(env);
}

/** The same for a command that uses none of the stores. */
export function requireTemporaryFolder({ TMPDIR: path }: Environment): void {
  if (!path || statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new ProofloadError(
    'INVALID_OPTION',
    `TMPDIR is ${path}, which is not a folder.`,
    'Create that folder, or unset the variable.',
  );
}
