import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requireFolderFor, writeProject } from './write-project.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-write-project-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const KEPT = { replaces: false };
const REPLACED = { replaces: true };

describe('a folder for a project', () => {
  it('may be empty, or not exist, or have what npm and the project itself need in it', async () => {
    await requireFolderFor(folder, [], KEPT);
    await requireFolderFor(join(folder, 'not/there'), [], KEPT);
    await mkdir(join(folder, '.git'));
    for (const name of ['package.json', 'shop.har', 'users.csv']) await writeFile(join(folder, name), '');
    await requireFolderFor(folder, [join(folder, 'shop.har'), join(folder, 'users.csv')], KEPT);
  });

  it('may have nothing else in it, unless that may be replaced; and be no file', async () => {
    await writeFile(join(folder, 'server.js'), '');
    await expect(requireFolderFor(folder, ['/elsewhere/server.js'], KEPT)).rejects.toMatchObject({
      code: 'FOLDER_NOT_EMPTY',
      message: expect.stringContaining('"server.js"'),
    });
    await requireFolderFor(folder, [], REPLACED);
    await expect(requireFolderFor(join(folder, 'server.js'), [], KEPT)).rejects.toMatchObject({
      code: 'PATH_UNUSABLE',
    });
  });

  it.each([KEPT, REPLACED])('may not lose what the project is made from: %j', async (replaces) => {
    await writeFile(join(folder, 'plan.json'), '');
    await expect(requireFolderFor(folder, [join(folder, 'plan.json')], replaces)).rejects.toMatchObject({
      code: 'FOLDER_NOT_EMPTY',
      message: expect.stringContaining('plan.json would be replaced'),
    });
  });
});

describe('the files of a project', () => {
  const { signal } = new AbortController();
  const files = { 'one.txt': 'one', 'a/b/two.txt': 'two' };
  const write = (options: Partial<Parameters<typeof writeProject>[2]> = {}, into = folder) =>
    writeProject(into, files, { ...KEPT, signal, ...options });
  const contents = async () => {
    const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((each) =>
      each.isFile(),
    );
    const texts = names.map(async ({ parentPath, name }) => [
      name,
      await readFile(join(parentPath, name), 'utf8'),
    ]);
    return Object.fromEntries(await Promise.all(texts)) as Record<string, string>;
  };
  const written = { 'one.txt': 'one', 'two.txt': 'two' };

  it('are written with their folders, and nothing else is', async () => {
    expect(await write({}, join(folder, 'new/folder'))).toEqual([]);
    expect(await contents()).toEqual(written);
    expect(await readdir(join(folder, 'new/folder'))).toEqual(['a', 'one.txt']);
  });

  it('replace others only if they may, and say which', async () => {
    await writeFile(join(folder, 'one.txt'), 'before');
    await expect(write()).rejects.toMatchObject({ code: 'FOLDER_NOT_EMPTY' });
    expect(await contents()).toEqual({ 'one.txt': 'before' });
    expect(await write(REPLACED)).toEqual(['one.txt']);
    expect(await contents()).toEqual(written);
  });

  it('replace a link, and not what it leads to', async () => {
    await writeFile(join(folder, 'elsewhere'), 'kept');
    await symlink('elsewhere', join(folder, 'one.txt'));
    await expect(write()).rejects.toMatchObject({ code: 'FOLDER_NOT_EMPTY' });
    expect(await readlink(join(folder, 'one.txt'))).toBe('elsewhere');
    await write(REPLACED);
    expect((await lstat(join(folder, 'one.txt'))).isFile()).toBe(true);
    expect(await contents()).toMatchObject({ elsewhere: 'kept', 'one.txt': 'one' });
  });

  it('replace no folder', async () => {
    await mkdir(join(folder, 'one.txt'));
    await writeFile(join(folder, 'one.txt/precious'), '');
    await expect(write(REPLACED)).rejects.toMatchObject({ code: 'PATH_UNUSABLE' });
    expect(await readdir(join(folder, 'one.txt'))).toEqual(['precious']);
  });

  it.each<[string, () => Partial<Parameters<typeof writeProject>[2]>, object]>([
    ['interrupted', () => ({ signal: AbortSignal.abort() }), { code: 'INTERRUPTED' }],
    [
      'of a project that cannot be used',
      () => ({ check: () => Promise.reject(new Error('it is wrong')) }),
      { message: 'it is wrong' },
    ],
  ])('leave everything as it was when they are %s', async (_, options, error) => {
    await writeFile(join(folder, 'one.txt'), 'before');
    await expect(write({ ...REPLACED, ...options() })).rejects.toMatchObject(error);
    expect(await contents()).toEqual({ 'one.txt': 'before' });
    expect(await readdir(folder)).toEqual(['one.txt']);
    await expect(write(options(), join(folder, 'new/folder'))).rejects.toMatchObject(error);
    expect(await readdir(folder)).toEqual(['one.txt']);
  });

  it('leave everything as it was when one of them cannot be put into its place', async () => {
    await writeFile(join(folder, 'a'), 'a file where a folder should be');
    await expect(write(REPLACED)).rejects.toMatchObject({ code: 'PATH_UNUSABLE' });
    expect(await contents()).toEqual({ a: 'a file where a folder should be' });
  });

  it.skipIf(process.getuid?.() === 0)('are written nowhere where that is forbidden', async () => {
    await chmod(folder, 0o500);
    await expect(write()).rejects.toMatchObject({ code: 'PATH_UNUSABLE' });
  });
});
