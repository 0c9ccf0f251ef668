import { execFileSync } from 'node:child_process';
import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeState, machineFacts } from './provenance.ts';

describe('codeState', () => {
  let folder: string;
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
      cwd: folder,
      encoding: 'utf8',
    });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'proofload-provenance-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('names the commit and whether files differ', async () => {
    git('init', '--quiet');
    await writeFile(join(folder, 'a'), '1');
    git('add', '.');
    git('commit', '--quiet', '--message', 'a');
    const commit = git('rev-parse', 'HEAD').trim();
    expect(await codeState(folder)).toEqual({ commit, commitIsDirty: false });
    await writeFile(join(folder, 'a'), '2');
    expect(await codeState(folder)).toEqual({ commit, commitIsDirty: true });
  });

  it('has no commit where the checkout of somebody else has none of the files, as below its node_modules', async () => {
    git('init', '--quiet');
    git('commit', '--quiet', '--allow-empty', '--message', 'a');
    const installed = join(folder, 'node_modules', 'proofload');
    await mkdir(installed, { recursive: true });
    expect(await codeState(installed)).toEqual({ commit: null, commitIsDirty: false });
  });

  it('keeps the error of git in a checkout that git cannot read', async () => {
    await writeFile(join(folder, '.git'), 'gitdir: /nowhere/else\n');
    expect(await codeState(folder)).toEqual({
      commit: null,
      commitIsDirty: false,
      commitUnknownBecause: expect.stringContaining('not a git repository: /nowhere/else'),
    });
  });

  it.runIf(process.getuid?.() === 0)('keeps the error in a checkout of another user', async () => {
    git('init', '--quiet');
    await chown(join(folder, '.git'), 65_534, 65_534);
    await chown(folder, 65_534, 65_534);
    const { commitUnknownBecause } = await codeState(folder);
    expect(commitUnknownBecause).toContain('dubious ownership');
  });

  it('has no commit outside a checkout', async () => {
    expect(await codeState(folder)).toEqual({ commit: null, commitIsDirty: false });
  });
});

it('describes the machine', () => {
  const { cores, memoryBytes, os } = machineFacts();
  expect(cores).toBeGreaterThanOrEqual(1);
  expect(memoryBytes).toBeGreaterThan(1e8);
  expect(os).toMatch(/^(Linux|Darwin) /);
});
