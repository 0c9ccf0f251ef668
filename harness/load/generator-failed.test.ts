import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { generatorFailed } from './generator-failed.ts';

let folder: string;
let logFile: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-generator-failed-'));
  logFile = join(folder, 'k6.log');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('names the signal, and says so if the generator left no message', async () => {
  await writeFile(logFile, '');
  const error = await generatorFailed('k6', 'open', { logFile }, { code: null, signal: 'SIGKILL' });
  expect(error).toMatchObject({
    code: 'GENERATOR_FAILED',
    message: 'k6 was ended by SIGKILL during the load "open". It left no message.',
    hint: `Linux does this when memory runs out: see \`dmesg\`. Its log is ${logFile}.`,
  });
});

it('gives the last message, not the stack trace after it', async () => {
  await writeFile(logFile, 'starting\nthis scenario is broken\n    at file:///scenario.js:1:2\n');
  const error = await generatorFailed('k6', 'open', { logFile }, { code: 108, signal: null });
  expect(error.message).toBe(
    'k6 ended with exit code 108 during the load "open". Its last message: this scenario is broken',
  );
  expect(error.hint).toBe(`Its log is ${logFile}.`);
});
