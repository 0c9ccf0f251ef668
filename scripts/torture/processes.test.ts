import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { processesOf, ROUND_VARIABLE, roleOf } from './processes.ts';

describe('roleOf', () => {
  it.each([
    [['/n/node', '/p/scripts/run.mjs', '/p/harness/cli/main.ts', 'verify'], {}, 'launcher'],
    [['/n/node', '/p/harness/cli/main.ts', 'verify'], {}, 'harness'],
    [['/n/node', '/p/harness/system/supervision/guardian.ts'], {}, 'guardian'],
    [['/n/node', '/p/reference-server/server.ts'], { SERVER_NAME: 'server-2' }, 'server-2'],
    [['/p/.tools/bin/k6', 'run', '--paused'], {}, 'k6'],
    [['nginx: master process /usr/sbin/nginx -p /t'], {}, 'nginx'],
    [['nginx: worker process'], {}, 'nginx worker'],
    [['/p/bin/postgres', '-D', '/t/data'], {}, 'postgres'],
    [['postgres: checkpointer '], {}, 'postgres checkpointer'],
    [['postgres: proofload proofload 127.0.0.1(40406) idle'], {}, 'postgres backend'],
    [['postgres: walwriter '], {}, null],
    [['/p/bin/initdb', '-D', '/t/data'], {}, null],
    [['redis-server 127.0.0.1:15000'], {}, 'redis'],
  ] as const)('%j is %j', (args, env, role) => {
    expect(roleOf(args, env as Record<string, string>)).toBe(role);
  });
});

describe.runIf(process.platform === 'linux')('processesOf', () => {
  let folder: string;
  const started: ChildProcess[] = [];
  const sleeper = (options: Parameters<typeof spawn>[2]) => {
    const child = spawn('sleep', ['60'], { stdio: 'ignore', env: {}, cwd: '/', ...options });
    started.push(child);
    return child.pid!;
  };
  const found = () => processesOf({ id: 'round-x', folder }).map(({ pid }) => pid);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'torture-processes-'));
  });
  afterEach(async () => {
    for (const child of started.splice(0)) child.kill('SIGKILL');
    await rm(folder, { recursive: true });
  });

  it('recognizes them by environment, working folder and output files, and no others', async () => {
    await mkdir(join(folder, 'deep'));
    const log = openSync(join(folder, 'log'), 'a');
    const marked = sleeper({ env: { [ROUND_VARIABLE]: 'round-x' } });
    const inside = sleeper({ cwd: join(folder, 'deep') });
    const writing = sleeper({ stdio: ['ignore', log, log] });
    closeSync(log);
    sleeper({ env: { [ROUND_VARIABLE]: 'round-xy' } });
    sleeper({ cwd: tmpdir() });
    await expect.poll(() => found().toSorted()).toEqual([marked, inside, writing].toSorted());
  });
});
