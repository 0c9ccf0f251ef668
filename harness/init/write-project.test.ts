import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { requireEmptyFolder, writeProject } from './write-project.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-write-project-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('an empty folder, one that does not exist, and one with what npm and the project itself need will do', async () => {
  await requireEmptyFolder(folder, []);
  await requireEmptyFolder(join(folder, 'not/there'), []);
  await mkdir(join(folder, '.git'));
  for (const name of ['package.json', 'shop.har', 'users.csv']) await writeFile(join(folder, name), '');
  await requireEmptyFolder(folder, [join(folder, 'shop.har'), join(folder, 'users.csv')]);
});

it('a folder with anything else is refused, and so is one that is a file', async () => {
  await writeFile(join(folder, 'server.js'), '');
  await expect(requireEmptyFolder(folder, ['/elsewhere/server.js'])).rejects.toMatchObject({
    code: 'FOLDER_NOT_EMPTY',
    message: expect.stringContaining('"server.js"'),
  });
  await expect(requireEmptyFolder(join(folder, 'server.js'), [])).rejects.toMatchObject({
    code: 'PATH_UNUSABLE',
  });
});

it('files are written with their folders, and replace others only if they may', async () => {
  const write = (text: string, replaces: boolean) => writeProject(folder, { 'a/b.txt': text }, { replaces });
  await write('one', false);
  await expect(write('two', false)).rejects.toThrow();
  expect(await readFile(join(folder, 'a/b.txt'), 'utf8')).toBe('one');
  await write('three', true);
  expect(await readFile(join(folder, 'a/b.txt'), 'utf8')).toBe('three');
});
