import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chown, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isRunning } from '../testing/fixture.ts';
import { killTrees, listProcesses } from './process-tree.ts';
import { clearDeadWorkFolders, makeClaimedHome } from './work-folders.ts';

const PATIENT = { timeout: 60_000, interval: 20 };
const SUPERVISOR = join(import.meta.dirname, 'supervisor.ts');

let folder: string;
let root: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-clearing-'));
  root = join(folder, 'work');
  await mkdir(root);
});
afterEach(async () => {
  await killTrees([], [folder], 10_000);
  await rm(folder, { recursive: true, force: true });
});

type Harness = { child: ChildProcess; guardianPid: number; partPid: number; workFolder: string };

/** A harness with one part, which works outside its work folder. */
async function startHarness(): Promise<Harness> {
  const program = `
    import { Supervisor } from ${JSON.stringify(SUPERVISOR)};
    const logFile = ${JSON.stringify(join(folder, 'guardian.log'))};
    const supervisor = await Supervisor.start({ logFile, workFolderRoot: ${JSON.stringify(root)} });
    const workFolder = await supervisor.makeWorkFolder();
    const part = await supervisor.spawn({ name: 'a part', lifetime: 'service', command: 'sleep', args: ['1000'], env: { PATH: '/usr/bin:/bin' },
      cwd: '/', logFile, stopSignal: 'SIGTERM', stopTimeoutMs: 1000 });
    console.log(JSON.stringify({ guardianPid: supervisor.guardianPid, partPid: part.pid, workFolder }));
    setInterval(() => {}, 60_000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const [line] = await once(child.stdout!, 'data');
  return { child, ...JSON.parse(String(line)) };
}

/** Halted first, so that none of them sees the other die. */
async function killTogether({ child, guardianPid }: Harness): Promise<void> {
  process.kill(guardianPid, 'SIGSTOP');
  child.kill('SIGKILL');
  process.kill(guardianPid, 'SIGKILL');
  await vi.waitFor(() => {
    expect(isRunning(guardianPid)).toBe(false);
    expect(listProcesses().some(({ pid }) => pid === child.pid)).toBe(false);
  }, PATIENT);
}

describe.runIf(process.platform === 'linux')('after harness and guardian were killed together', () => {
  it('the part that was left is ended and the work folder removed', async () => {
    const harness = await startHarness();
    await writeFile(join(harness.workFolder, 'secret'), 'x');
    expect(await clearDeadWorkFolders([root])).toEqual([]);
    expect(isRunning(harness.partPid)).toBe(true);
    await killTogether(harness);
    expect(isRunning(harness.partPid)).toBe(true);
    // A thread of a killed process may hold its files for a moment longer.
    await expect.poll(() => clearDeadWorkFolders([root]), PATIENT).toHaveLength(1);
    expect(isRunning(harness.partPid)).toBe(false);
    expect(await readdir(root)).toEqual([]);
  });

  it('a process that now has the id of a part is left alone', async () => {
    const harness = await startHarness();
    await killTogether(harness);
    const [home] = await readdir(root);
    const other = spawn('sleep', ['1000'], { detached: true });
    await writeFile(join(root, home!, 'parts'), `${harness.partPid} 1 a part\n${other.pid} 1 another\n`);
    await expect.poll(() => clearDeadWorkFolders([root]), PATIENT).toHaveLength(1);
    expect(isRunning(other.pid!)).toBe(true);
    expect(isRunning(harness.partPid)).toBe(true);
    for (const pid of [other.pid!, harness.partPid]) process.kill(-pid, 'SIGKILL');
  });

  it('while the guardian is still ending parts, no other command does', async () => {
    const harness = await startHarness();
    process.kill(harness.guardianPid, 'SIGSTOP');
    harness.child.kill('SIGKILL');
    await once(harness.child, 'exit');
    expect(await clearDeadWorkFolders([root])).toEqual([]);
    expect(existsSync(harness.workFolder)).toBe(true);
    process.kill(harness.guardianPid, 'SIGCONT');
    await vi.waitFor(async () => expect(await readdir(root)).toEqual([]), PATIENT);
    expect(isRunning(harness.partPid)).toBe(false);
  });
});

describe('everything that is not certainly ours and dead stays', () => {
  const left = async () => {
    const before = (await readdir(root)).sort();
    expect(await clearDeadWorkFolders([root])).toEqual([]);
    expect((await readdir(root)).sort()).toEqual(before);
  };

  it('a folder or file of others with a similar name', async () => {
    await mkdir(join(root, 'proofload-work-abcdef'));
    await writeFile(join(root, 'proofload-work-abcdef', 'x'), 'x');
    await mkdir(join(root, 'proofload-mine'));
    await writeFile(join(root, 'proofload-work-abcdeg'), 'a file');
    await left();
  });

  it('a link to a dead folder', async () => {
    const home = await makeClaimedHome(folder);
    home.claim.abandon();
    await symlink(home.path, join(root, 'proofload-work-abcdef'));
    await left();
    expect(existsSync(home.path)).toBe(true);
  });

  it.runIf(process.getuid?.() === 0)('a dead folder of another user', async () => {
    const home = await makeClaimedHome(root);
    home.claim.abandon();
    await chown(home.path, 65_534, 65_534);
    await left();
  });

  it('one that is being made is made again if it was taken for a dead one', async () => {
    const homes = Promise.all(Array.from({ length: 8 }, () => makeClaimedHome(root)));
    let isMade = false;
    homes.finally(() => {
      isMade = true;
    });
    while (!isMade) await clearDeadWorkFolders([root]);
    for (const { path, claim } of await homes) {
      expect(existsSync(claim.file)).toBe(true);
      expect(existsSync(path)).toBe(true);
      claim.abandon();
    }
    await clearDeadWorkFolders([root]);
    expect(await readdir(root)).toEqual([]);
  });
});
