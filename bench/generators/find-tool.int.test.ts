import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findTool } from './find-tool.ts';

const VERSION = { args: ['--version'], pattern: /loader (\S+)/ };
let folder: string;
let program: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-find-'));
  program = join(folder, 'loader');
  // Some programs end with an error after they have printed their version.
  await writeFile(program, '#!/bin/sh\necho "loader 1.2.3"\nexit 1\n', { mode: 0o755 });
});
afterAll(() => rm(folder, { recursive: true }));

const find = (env: Record<string, string>) => findTool('loader', 'LOADER_BIN', VERSION, env);

it('finds a program on PATH, with its version', async () => {
  expect(await find({ PATH: `/nowhere:${folder}` })).toEqual({ path: program, version: '1.2.3' });
});

it('finds the program that a variable names, and refuses one that does not exist', async () => {
  expect(await find({ PATH: '', LOADER_BIN: program })).toEqual({ path: program, version: '1.2.3' });
  await expect(find({ PATH: folder, LOADER_BIN: '/nowhere/loader' })).rejects.toThrow(
    'LOADER_BIN names /nowhere/loader, which does not exist.',
  );
});

it('finds nothing if it is not installed', async () => {
  expect(await find({ PATH: '/nowhere' })).toBeNull();
});

it('says so if the version is not understood', async () => {
  const pattern = /another (\S+)/;
  const found = await findTool('loader', 'LOADER_BIN', { ...VERSION, pattern }, { PATH: folder });
  expect(found?.version).toBe('of unknown version');
});
