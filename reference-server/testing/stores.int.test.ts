import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, it } from 'vitest';
import { isLive } from '../../harness/system/supervision/process-tree.ts';

const STORES = new URL('./stores.ts', import.meta.url).href;
const REDIS = `import { startTestRedis } from '${STORES}';
  console.log((await startTestRedis()).process.pid);`;
const POSTGRES = `import { readFileSync } from 'node:fs';
  import { startTestPostgres } from '${STORES}';
  console.log(parseInt(readFileSync((await startTestPostgres()).dataFolder + '/postmaster.pid', 'utf8')));`;

const started: number[] = [];
afterEach(() => {
  for (const pid of started.splice(0)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {} // gone, as it should be
  }
});

/** Runs code, in a process group of its own like a command on a terminal, that prints the process id of a program that it started. */
async function testThatStarts(code: string): Promise<{ testPid: number; programPid: number }> {
  const args = ['--input-type=module', '-e', `${code} setInterval(() => {}, 1000);`];
  const test = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  started.push(test.pid!);
  const [printed] = (await once(test.stdout, 'data')) as [Buffer];
  started.push(Number(printed));
  return { testPid: test.pid!, programPid: Number(printed) };
}

it.each([
  ['Redis', 'its terminal is closed', REDIS, 'SIGHUP'],
  ['Redis', 'it is killed', REDIS, 'SIGKILL'],
  ['PostgreSQL', 'its terminal is closed', POSTGRES, 'SIGHUP'],
  ['PostgreSQL', 'it is killed', POSTGRES, 'SIGKILL'],
] as const)('%s ends with its test, when %s', async (_program, _when, code, signal) => {
  const { testPid, programPid } = await testThatStarts(code);
  expect(isLive(programPid)).toBe(true);
  process.kill(signal === 'SIGHUP' ? -testPid : testPid, signal); // a terminal tells the whole group
  await expect.poll(() => isLive(programPid)).toBe(false);
});
