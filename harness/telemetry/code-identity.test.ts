import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeIdentity } from './code-identity.ts';

let project: string;
let bundleFile: string;

beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'proofload-code-'));
  for (const folder of ['reference-server/core', 'scenarios/lib', 'seed', 'reports'])
    await mkdir(join(project, folder), { recursive: true });
  await write('reference-server/core/pool.ts', 'one');
  await write('scenarios/lib/clock.ts', 'two');
  bundleFile = join(project, 'scenario.js');
  await writeFile(bundleFile, 'bundle');
});
afterEach(() => rm(project, { recursive: true }));

const write = (file: string, text: string) => writeFile(join(project, file), text);
const folders = (root: string) =>
  ['scenarios', 'seed', 'reference-server'].map((folder) => join(root, folder, 'x'));
const identity = (root = project) => codeIdentity(project, folders(root), bundleFile);

describe('codeIdentity', () => {
  it('changes with a file of a platform that is kept elsewhere', async () => {
    const elsewhere = join(project, 'mine');
    await mkdir(join(elsewhere, 'seed', 'x'), { recursive: true });
    for (const folder of ['scenarios', 'reference-server'])
      await mkdir(join(elsewhere, folder, 'x'), { recursive: true });
    await writeFile(join(elsewhere, 'seed', 'x', 'index.ts'), 'one');
    const first = await identity(elsewhere);
    await writeFile(join(elsewhere, 'seed', 'x', 'index.ts'), 'two');
    expect((await identity(elsewhere)).filesHash).not.toBe(first.filesHash);
    expect((await identity()).filesHash).not.toBe(first.filesHash);
  });

  it('is the same for the same files, and has no commit outside a checkout', async () => {
    const first = await identity();
    expect(await identity()).toEqual(first);
    expect(first.commit).toBeNull();
  });

  it.each([
    ['a changed file', () => write('reference-server/core/pool.ts', 'another')],
    ['a new file', () => write('seed/new.ts', '')],
    ['a file moved to another name', () => write('scenarios/lib/zipf.ts', 'two')],
  ])('changes with %s', async (_, change) => {
    const { filesHash } = await identity();
    await change();
    expect((await identity()).filesHash).not.toBe(filesHash);
  });

  it('changes with the bundle', async () => {
    const { bundleHash, filesHash } = await identity();
    await writeFile(bundleFile, 'another');
    expect(await identity()).toMatchObject({ filesHash, bundleHash: expect.not.stringMatching(bundleHash) });
  });

  it.each([
    ['a test', 'reference-server/core/pool.test.ts'],
    ['an integration test', 'seed/seed.int.test.ts'],
    ['code that draws reports', 'reports/index.ts'],
  ])('does not change with %s', async (_, file) => {
    const before = await identity();
    await write(file, 'anything');
    expect(await identity()).toEqual(before);
  });
});
