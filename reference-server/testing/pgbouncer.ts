import { execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  freePort,
  output,
  stopper,
  type TestPostgres,
  type TestStore,
  unprivileged,
  unprivilegedFolder,
} from './stores.ts';

const program = process.env.PGBOUNCER_BIN ?? 'pgbouncer';

/** Whether the installed version can pass on names of prepared statements, as it can from 1.21 on. */
export function canPassOnNames(): boolean {
  const version = execFileSync(program, ['--version'], { encoding: 'utf8' });
  const [, major, minor] = /^PgBouncer (\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) > 1 || (major === '1' && Number(minor) >= 21);
}

/** Starts a PgBouncer with transaction pooling in front of a PostgreSQL, with `poolSize` connections to it for each user. */
export async function startTestPgBouncer(
  postgres: TestPostgres,
  poolSize: number,
  passesOnNames: boolean,
  users: readonly string[] = ['test'],
): Promise<TestStore> {
  const folder = unprivilegedFolder('pgbouncer');
  const port = await freePort();
  const usersFile = join(folder, 'users.txt');
  const settings = join(folder, 'pgbouncer.ini');
  writeFileSync(usersFile, users.map((user) => `"${user}" ""\n`).join(''));
  writeFileSync(
    settings,
    `[databases]
* = host=127.0.0.1 port=${postgres.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${usersFile}
pool_mode = transaction
default_pool_size = ${poolSize}
${canPassOnNames() ? `max_prepared_statements = ${passesOnNames ? 200 : 0}` : ''}
`,
  );
  const child = spawn(program, [settings], { ...unprivileged, cwd: folder });
  const stop = stopper(child, 'SIGKILL', folder);
  await output(child, 'process up');
  return { url: `postgres://test@127.0.0.1:${port}/postgres`, port, process: child, stop };
}
