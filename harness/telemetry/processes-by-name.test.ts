import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processesByName } from './processes-by-name.ts';

let procfs: string;

/** A process as /proc shows it, with only what is read. */
async function run(pid: number, parentPid: number, command: string, words: string[]): Promise<void> {
  const folder = join(procfs, String(pid));
  await mkdir(folder);
  const rest = Array.from({ length: 48 }, () => '0').join(' ');
  await writeFile(join(folder, 'stat'), `${pid} (${command}) S ${parentPid} ${rest}`);
  await writeFile(join(folder, 'cmdline'), words.length === 0 ? '' : `${words.join('\0')}\0`);
}

beforeAll(async () => {
  procfs = await mkdtemp(join(tmpdir(), 'proofload-proc-'));
  await run(1, 0, 'init', ['/sbin/init']);
  await run(10, 1, 'node', ['/usr/bin/node', '/app/server.mjs', '--port']);
  await run(11, 10, 'node', ['/usr/bin/node', '/app/worker.mjs']);
  await run(20, 1, 'postgres', ['/usr/lib/postgresql/bin/postgres', '-D', '/data']);
  await run(21, 20, 'postgres', ['postgres: checkpointer ']);
  await run(30, 1, 'npm start', ['npm start']);
  await run(31, 30, 'node', ['node', 'scripts/run.mjs']);
  await run(32, 31, 'node', ['node', 'harness/cli/main.ts']); // this process
  await run(33, 32, 'node', ['node', 'guardian.ts']);
  await run(40, 1, 'a-very-long-nam', ['./a-very-long-name-of-a-program']);
  await run(50, 1, 'kworker (x)', []);
});
afterAll(() => rm(procfs, { recursive: true }));

describe.runIf(process.platform === 'linux')('processes by name', () => {
  const pids = (...names: string[]) =>
    processesByName(names, 32, procfs).map(({ name, pid }) => `${name} ${pid}`);

  it('are those that run the program, all as one part', () => {
    expect(pids('postgres')).toEqual(['postgres 20', 'postgres 21']);
    expect(pids('a-very-long-name-of-a-program')).toEqual(['a-very-long-name-of-a-program 40']);
  });

  it('are also those of a file that an interpreter runs', () => {
    expect(pids('server.mjs')).toEqual(['server.mjs 10']);
  });

  it('are never this process, those that started it, or those that it started', () => {
    expect(pids('node')).toEqual(['node 10', 'node 11']);
  });

  it('are none under a name that does not exist', () => expect(pids('nginx')).toEqual([]));
});
