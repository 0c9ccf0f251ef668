import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseChildrenCpuSec, SHELL } from './measured-shell.ts';

const run = promisify(execFile);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-shell-'));
});
afterAll(() => rm(folder, { recursive: true }));

const BUSY_SEC = 0.3;
const busy = `while (process.cpuUsage().user < ${BUSY_SEC * 1e6}) for (let i = 0; i < 1e6; i++);`;
const inShell = (...command: string[]) =>
  run('/bin/sh', ['-c', SHELL, 'sh', ...command], {
    env: { PATH: process.env.PATH, CPU_FILE: join(folder, 'cpu') },
  });

it('records the CPU of a program, and of the children that it has waited for', async () => {
  await inShell(process.execPath, '-e', busy);
  const own = parseChildrenCpuSec(await readFile(join(folder, 'cpu'), 'utf8'));
  expect(own).toBeGreaterThanOrEqual(BUSY_SEC);

  const parent = `require('child_process').execFileSync(process.execPath, ['-e', ${JSON.stringify(busy)}]); ${busy}`;
  await inShell(process.execPath, '-e', parent);
  const both = parseChildrenCpuSec(await readFile(join(folder, 'cpu'), 'utf8'));
  expect(both).toBeGreaterThanOrEqual(2 * BUSY_SEC);
});

it('ends as the program does', async () => {
  await expect(inShell('/bin/sh', '-c', 'exit 3')).rejects.toMatchObject({ code: 3 });
});
