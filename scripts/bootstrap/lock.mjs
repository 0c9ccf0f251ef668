import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The lock that is held during set-up, in the folder of tools: `.tools` in a checkout, which git ignores. */
export const LOCK_FILE = 'set-up.lock';

const POLL_EVERY_MS = 250;

/** The locks that this process holds. Any other lock with our process id is from an earlier process that had the same id. */
const heldHere = new Set();

/**
 * Runs a piece of set-up while no other process runs one for the same folder of tools. The lock is a file that names its
 * holder and the process group that works for it. When both are gone (for example, killed), the lock is void.
 * @template T
 * @param {LockOptions} options
 * @param {(noteGroup: (group: number) => void) => Promise<T>} work calls `noteGroup` with each process group it starts
 * @returns {Promise<T>}
 */
export async function withLock({ lockFile, log, signal }, work) {
  await acquire({ lockFile, log, signal });
  heldHere.add(lockFile);
  try {
    return await work((group) => replace(lockFile, { pid: process.pid, group }));
  } finally {
    heldHere.delete(lockFile);
    rmSync(lockFile, { force: true });
  }
}

/**
 * @typedef {object} LockOptions
 * @property {string} lockFile
 * @property {(line: string) => void} log called once if another process holds the lock
 * @property {AbortSignal} signal ends the waiting with an AbortError
 */

/** @typedef {{ pid: number, group: number | null }} Holder */

/** @param {LockOptions} options */
async function acquire({ lockFile, log, signal }) {
  mkdirSync(dirname(lockFile), { recursive: true });
  let told = false;
  while (!tryCreate(lockFile)) {
    const holder = readHolder(lockFile);
    if (holder === null) continue;
    if (!isAlive(holder, lockFile)) {
      remove(lockFile, holder);
      continue;
    }
    if (!told)
      log(`  ▸ set-up       waiting for process ${holder.pid}, which is setting it up (${lockFile})`);
    told = true;
    await sleep(POLL_EVERY_MS, undefined, { signal });
  }
}

/**
 * A hard link makes the file appear with its content in one step.
 * @param {string} lockFile
 */
function tryCreate(lockFile) {
  const draft = `${lockFile}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ pid: process.pid, group: null }));
  try {
    linkSync(draft, lockFile);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * @param {string} lockFile
 * @param {Holder} holder
 */
function replace(lockFile, holder) {
  const draft = `${lockFile}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(holder));
  renameSync(draft, lockFile);
}

/**
 * Removes a void lock, but not one that another process has taken in the meantime.
 * @param {string} lockFile
 * @param {Holder} holder
 */
function remove(lockFile, holder) {
  if (readHolder(lockFile)?.pid === holder.pid) rmSync(lockFile, { force: true });
}

/**
 * @param {string} lockFile
 * @returns {Holder | null} null when the lock has just been released
 */
function readHolder(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8'));
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return null;
    throw error;
  }
}

/**
 * @param {Holder} holder
 * @param {string} lockFile
 */
function isAlive({ pid, group }, lockFile) {
  const holderLives = pid === process.pid ? heldHere.has(lockFile) : exists(pid);
  return holderLives || (group !== null && exists(-group));
}

/** @param {number} id of a process, or of a process group as a negative number */
function exists(id) {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
