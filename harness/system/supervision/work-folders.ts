import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Claim,
  claimFolder,
  isOwnFolder,
  ownershipOf,
  removeClaimDrafts,
  removeClaimedFolder,
} from '../../store/claim.ts';
import { isMissing, systemErrorCode } from '../../store/disk.ts';
import { killAllIn } from './end-parts.ts';
import { startOf } from './process-tree.ts';

/** The file in a guardian's home that lists the parts that it started, one a line: `<pid> <start> <name>`. */
export const PARTS_FILE = 'parts';

const PREFIX = 'proofload-work-';
const HOME = /^proofload-work-[A-Za-z0-9]{6}$/;

/** A folder that lives as long as its claims. Other users cannot list it, but parts that run as other users can pass through it. */
export type ClaimedHome = { path: string; claim: Claim };

/** @param root where to make it */
export async function makeClaimedHome(root: string): Promise<ClaimedHome> {
  while (true) {
    const path = await mkdtemp(join(root, PREFIX));
    try {
      await chmod(path, 0o711);
      return { path, claim: await claimFolder(path) };
    } catch (error) {
      if (!isMissing(error)) throw error; // another command took it for a dead one while it was unclaimed
    }
  }
}

/**
 * Removes the work folders of runs that were killed, with the processes and the shared memory that they left. Everything that is not
 * certainly ours and dead stays: links, and folders of other users, of other machines or of live runs.
 * @returns the folders that were removed
 */
export async function clearDeadWorkFolders(roots: readonly string[] = workRoots()): Promise<string[]> {
  const cleared: string[] = [];
  for (const root of roots) {
    for (const name of (await namesIn(root)).filter((each) => HOME.test(each))) {
      const path = join(root, name);
      if (await clearIfDead(path)) cleared.push(path);
    }
  }
  return cleared;
}

async function clearIfDead(path: string): Promise<boolean> {
  try {
    if (!(await isOwnFolder(path))) return false;
    const ownership = await ownershipOf(path);
    if (ownership === 'unclaimed') {
      await removeClaimDrafts(path);
      await rmdir(path); // left empty before it was claimed; rmdir removes only an empty folder
      return true;
    }
    if (ownership !== 'dead') return false;
    await killAllIn(path, partsOf(path));
    await removeClaimedFolder(path);
    return true;
  } catch (error) {
    if (isMissing(error) || systemErrorCode(error) === 'ENOTEMPTY') return false; // another command removes it, or uses it
    throw error;
  }
}

/** The first processes of the parts that a dead guardian left, if they are still the same: pids are reused. */
function partsOf(home: string): number[] {
  let text: string;
  try {
    text = readFileSync(join(home, PARTS_FILE), 'utf8');
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split(' '))
    .filter(([pid, start]) => start !== '-' && startOf(Number(pid)) === start)
    .map(([pid]) => Number(pid));
}

function workRoots(): string[] {
  return [...new Set([diskFolder(), tmpdir()])];
}

async function namesIn(root: string): Promise<string[]> {
  return readdir(root).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
}

/**
 * A folder on a disk, unless TMPDIR says otherwise: /tmp is often in memory, and a database in memory could pass under a load
 * that is too much for one on a disk.
 */
export function diskFolder(): string {
  return tmpdir() === '/tmp' && existsSync('/var/tmp') ? '/var/tmp' : tmpdir();
}
