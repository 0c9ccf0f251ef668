import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimFolder, isOwnFolder, ownershipOf, removeClaimedFolder, removeDeadClaims } from './claim.ts';

let folder: string;
let holders: ChildProcess[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-claim-'));
  holders = [];
});
afterEach(async () => {
  for (const holder of holders) holder.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** Another process that claims the folder, and holds the claim until it is killed. */
async function holder(command: string[] = []): Promise<ChildProcess> {
  const program = `import { claimFolder } from ${JSON.stringify(join(import.meta.dirname, 'claim.ts'))};
    await claimFolder(${JSON.stringify(folder)}); console.log('claimed'); setInterval(() => {}, 60_000);`;
  const [first, ...rest] = [...command, process.execPath, '--input-type=module', '-e', program];
  const child = spawn(first!, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  holders.push(child);
  await once(child.stdout!, 'data');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('a claim', () => {
  it('is live while its holder lives, and dead when it was killed', async () => {
    expect(await ownershipOf(folder)).toBe('unclaimed');
    const child = await holder();
    expect(await ownershipOf(folder)).toBe('live');
    await kill(child);
    expect(await ownershipOf(folder)).toBe('dead');
    await removeDeadClaims(folder);
    expect(await ownershipOf(folder)).toBe('unclaimed');
  });

  it('is gone after its release, and dead when abandoned', async () => {
    const first = await claimFolder(folder);
    expect(await ownershipOf(folder)).toBe('live');
    expect(await ownershipOf(folder, first)).toBe('unclaimed');
    await first.release();
    expect(await readdir(folder)).toEqual([]);
    const second = await claimFolder(folder);
    second.abandon();
    expect(await ownershipOf(folder)).toBe('dead');
    await second.release();
    expect(await ownershipOf(folder)).toBe('dead');
  });

  it('is dead when its holder ended without being able to release it', async () => {
    const work = async (isWritten: boolean) => {
      using claim = await claimFolder(folder);
      if (!isWritten) throw new Error('the end cannot be written');
      await claim.release();
    };
    await expect(work(false)).rejects.toThrow('the end cannot be written');
    expect(await ownershipOf(folder)).toBe('dead');
    await removeDeadClaims(folder);
    await work(true);
    expect(await ownershipOf(folder)).toBe('unclaimed');
  });

  it('of a dead process does not count when another process has a live one', async () => {
    await kill(await holder());
    await holder();
    expect(await ownershipOf(folder)).toBe('live');
    await removeDeadClaims(folder);
    expect(await readdir(folder)).toHaveLength(1);
    expect(await ownershipOf(folder)).toBe('live');
  });

  it('stays live while a child that inherited it lives', async () => {
    const claim = await claimFolder(folder);
    const child = spawn('sleep', ['1000'], { stdio: ['ignore', 'ignore', 'ignore', claim.descriptor] });
    holders.push(child);
    await once(child, 'spawn');
    claim.abandon();
    expect(await ownershipOf(folder)).toBe('live');
    await kill(child);
    expect(await ownershipOf(folder)).toBe('dead');
  });

  it('of another machine, or of this one before a restart, is recognized by its name', async () => {
    const claim = await claimFolder(folder);
    claim.abandon();
    const [, host, boot, random] = /alive-(\w+)-(\w+)-(\w+)$/.exec(claim.file)!;
    const before = join(folder, `alive-${host}-ffffffff-${random}`);
    await rename(claim.file, before);
    expect(await ownershipOf(folder)).toBe('dead');
    await rename(before, join(folder, `alive-ffffffff-ffffffff-${random}`));
    expect(await ownershipOf(folder)).toBe('unknown');
    await removeDeadClaims(folder);
    expect(await readdir(folder)).toHaveLength(1);
    expect(boot).toHaveLength(8);
  });

  it('that is not a pipe means unknown', async () => {
    const claim = await claimFolder(folder);
    await claim.release();
    await writeFile(claim.file, '');
    expect(await ownershipOf(folder)).toBe('unknown');
  });

  it('cannot be made in a folder that is gone', async () => {
    await expect(claimFolder(join(folder, 'gone'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  const mayUnshare = (() => {
    try {
      execFileSync('unshare', ['--pid', '--fork', '--kill-child', 'true'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  })();

  it.runIf(mayUnshare)('works in containers with their own process ids', async () => {
    const child = await holder(['unshare', '--pid', '--fork', '--kill-child']);
    expect(await ownershipOf(folder)).toBe('live');
    await kill(child);
    await expect.poll(() => ownershipOf(folder)).toBe('dead');
  });
});

describe('clearing away', () => {
  it('never removes what a link points to, and does not follow links', async () => {
    const other = join(folder, 'other');
    const home = join(folder, 'home');
    await mkdir(other);
    await writeFile(join(other, 'kept'), 'x');
    await mkdir(home);
    await symlink(other, join(home, 'link'));
    await symlink(home, join(folder, 'link-to-home'));
    expect(await isOwnFolder(join(folder, 'link-to-home'))).toBe(false);
    expect(await isOwnFolder(home)).toBe(true);
    expect(await isOwnFolder(join(folder, 'gone'))).toBe(false);
    await removeClaimedFolder(home);
    expect((await readdir(folder)).sort()).toEqual(['link-to-home', 'other']);
    expect(await readdir(other)).toEqual(['kept']);
  });
});
