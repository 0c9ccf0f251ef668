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

it('names the signal, and says so when the generator said nothing', async () => {
  await writeFile(logFile, '');
  const error = await generatorFailed('k6', 'open', { logFile }, { code: null, signal: 'SIGKILL' });
  expect(error).toMatchObject({
    code: 'GENERATOR_FAILED',
    message: 'k6 was ended by SIGKILL during the load "open". It said nothing.',
    hint: `Linux kills like this when memory runs out: see \`dmesg\`. Its log is ${logFile}.`,
  });
});

it('gives its last words, not the stack trace after them', async () => {
  await writeFile(logFile, 'starting\nthis scenario is broken\n    at file:///scenario.js:1:2\n');
  const error = await generatorFailed('k6', 'open', { logFile }, { code: 108, signal: null });
  expect(error.message).toBe(
    'k6 ended by itself with exit code 108 during the load "open". Its last words: this scenario is broken',
  );
  expect(error.hint).toBe(`Its log is ${logFile}.`);
});
