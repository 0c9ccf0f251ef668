import { execFileSync } from 'node:child_process';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeState, machineFacts, withoutSecrets } from './provenance.ts';

describe('withoutSecrets', () => {
  it.each([
    [
      ['verify', 'tvet-connect', '--users', '500'],
      ['verify', 'tvet-connect', '--users', '500'],
    ],
    [
      ['--target', 'https://me:pw@host/x?y=1'],
      ['--target', 'https://***@host/x?y=1'],
    ],
    [['--target=https://me:p@w@host/'], ['--target=https://***@host/']],
    [
      ['postgres://u:p@[::1]:5432/db?sslpassword=abc&x=1'],
      ['postgres://***@[::1]:5432/db?sslpassword=***&x=1'],
    ],
    [['redis://:pw@host:6379/0'], ['redis://***@host:6379/0']],
    [
      ['--metrics-token', 'abc', '--quick'],
      ['--metrics-token', '***', '--quick'],
    ],
    [
      ['--token=abc', '--api-key=x=y'],
      ['--token=***', '--api-key=***'],
    ],
    [
      ['--token', '--quick'],
      ['--token', '--quick'],
    ],
    [
      ['DATABASE_PASSWORD=abc', 'DATABASE_URL=postgres://u:p@h/d'],
      ['DATABASE_PASSWORD=***', 'DATABASE_URL=postgres://***@h/d'],
    ],
    [['https://host/path@2x.png'], ['https://host/path@2x.png']],
    [[], []],
  ])('%j becomes %j', (commandLine, safe) => {
    const given = [...commandLine];
    expect(withoutSecrets(given)).toEqual(safe);
    expect(given).toEqual(commandLine);
  });
});

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

  it('names the commit and says whether files differ', async () => {
    git('init', '--quiet');
    await writeFile(join(folder, 'a'), '1');
    git('add', '.');
    git('commit', '--quiet', '--message', 'a');
    const commit = git('rev-parse', 'HEAD').trim();
    expect(await codeState(folder)).toEqual({ commit, commitIsDirty: false });
    await writeFile(join(folder, 'a'), '2');
    expect(await codeState(folder)).toEqual({ commit, commitIsDirty: true });
  });

  it('keeps what git said where there is a checkout and it tells nothing of it', async () => {
    await writeFile(join(folder, '.git'), 'gitdir: /nowhere/else\n');
    expect(await codeState(folder)).toEqual({
      commit: null,
      commitIsDirty: false,
      commitUnknownBecause: expect.stringContaining('not a git repository: /nowhere/else'),
    });
  });

  it.runIf(process.getuid?.() === 0)('says so in a checkout of another user', async () => {
    git('init', '--quiet');
    await chown(join(folder, '.git'), 65_534, 65_534);
    await chown(folder, 65_534, 65_534);
    const { commitUnknownBecause } = await codeState(folder);
    expect(commitUnknownBecause).toContain('dubious ownership');
  });

  it('knows no commit outside a checkout', async () => {
    expect(await codeState(folder)).toEqual({ commit: null, commitIsDirty: false });
  });
});

it('knows the machine', () => {
  const { cores, memoryBytes, os } = machineFacts();
  expect(cores).toBeGreaterThanOrEqual(1);
  expect(memoryBytes).toBeGreaterThan(1e8);
  expect(os).toMatch(/^(Linux|Darwin) /);
});
