import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, constants, openSync, readFileSync } from 'node:fs';
import { lstat, readdir, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isMissing, systemErrorCode } from './disk.ts';

const run = promisify(execFile);

/**
 * Marks a folder as in use while the process that uses it lives: a named pipe in the folder, which that process holds open for reading.
 * The kernel closes the pipe with the last process that holds it. Checking needs no process id, so it works between containers that
 * share the folder. See docs/adr/0030.
 */
export type Claim = Disposable & {
  /** a child that inherits this descriptor holds the claim too; null if the file system has no named pipes */
  descriptor: number | null;
  /** path of the pipe, which releasing the claim removes */
  file: string;
  /** ends the claim; for when the work is done and its end is recorded in the folder */
  release(): Promise<void>;
  /** ends the claim but leaves its pipe, so that the folder counts as left by a dead process; disposing of a claim does the same */
  abandon(): void;
};

/** Whether a folder is in use. `unknown`: it was claimed on another machine, or we may not check. */
export type Ownership = 'unclaimed' | 'live' | 'dead' | 'unknown';

const CLAIM = /^alive-([0-9a-f]{8})-([0-9a-f]{8})-[0-9a-f]{8}$/;
const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
const UNKNOWN_BOOT = '00000000';
const BOOT = bootId();

/** @throws an Error ENOENT when the folder is gone */
export async function claimFolder(folder: string): Promise<Claim> {
  const name = `alive-${HOST}-${BOOT}-${randomBytes(4).toString('hex')}`;
  const file = join(folder, name);
  const draft = join(folder, `.${name}`);
  try {
    await run('mkfifo', ['-m', '600', draft]);
  } catch {
    await lstat(folder);
    // Not every file system has named pipes. The work continues; if it is killed, that cannot be detected, and the folder stays.
    return { descriptor: null, file, async release() {}, abandon() {}, [Symbol.dispose]() {} };
  }
  const descriptor = openSync(draft, constants.O_RDONLY | constants.O_NONBLOCK);
  // It gets its final name once it is held, so others see either no claim or a live one.
  await rename(draft, file);
  let isHeld = true;
  const abandon = () => {
    if (isHeld) closeSync(descriptor);
    isHeld = false;
  };
  return {
    descriptor,
    file,
    async release() {
      if (isHeld) await rm(file, { force: true });
      abandon();
    },
    abandon,
    [Symbol.dispose]: abandon,
  };
}

/** @param besides the caller's own claim, to ignore */
export async function ownershipOf(folder: string, besides?: Claim): Promise<Ownership> {
  const states = await Promise.all(
    (await claimsOn(folder)).filter((file) => file !== besides?.file).map(stateOf),
  );
  for (const state of ['live', 'unknown', 'dead'] as const) if (states.includes(state)) return state;
  return 'unclaimed';
}

/** Removes the claims of dead processes. Must come last, because a folder without a claim is never cleaned up. */
export async function removeDeadClaims(folder: string): Promise<void> {
  for (const file of await claimsOn(folder)) {
    if ((await stateOf(file)) === 'dead') await rm(file, { force: true });
  }
}

/** Whether we may clear it away: a real folder, not a link, and owned by this user. */
export async function isOwnFolder(path: string): Promise<boolean> {
  try {
    const found = await lstat(path);
    return found.isDirectory() && found.uid === process.getuid?.();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** Removes a folder and its contents, its claims last: if this is interrupted, the next call continues. Follows no links. */
export async function removeClaimedFolder(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  for (const name of names.filter((each) => !CLAIM.test(each)))
    await rm(join(folder, name), { recursive: true, force: true, maxRetries: 3 });
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** Removes leftovers of claims that were never completed. A process that is making a claim right now gets ENOENT and tries again. */
export async function removeClaimDrafts(folder: string): Promise<void> {
  const drafts = (await readdir(folder)).filter((name) => name.startsWith('.') && CLAIM.test(name.slice(1)));
  for (const name of drafts) await rm(join(folder, name), { force: true });
}

/** Removes leftovers of documents whose writing was interrupted; their earlier versions stay. */
export async function removePartials(folder: string): Promise<void> {
  for (const name of (await readdir(folder)).filter((each) => each.endsWith('.partial')))
    await rm(join(folder, name), { force: true });
}

async function claimsOn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => CLAIM.test(name)).map((name) => join(folder, name));
}

async function stateOf(file: string): Promise<Ownership> {
  const [, host, boot] = CLAIM.exec(file.slice(file.lastIndexOf('/') + 1))!;
  if (boot !== BOOT) return host === HOST ? 'dead' : 'unknown'; // from before a restart of this machine, or from another machine
  if (BOOT === UNKNOWN_BOOT && host !== HOST) return 'unknown';
  try {
    if (!(await lstat(file)).isFIFO()) return 'unknown';
    closeSync(openSync(file, constants.O_WRONLY | constants.O_NONBLOCK));
    return 'live';
  } catch (error) {
    if (isMissing(error)) return 'unclaimed'; // released in the meantime
    return systemErrorCode(error) === 'ENXIO' ? 'dead' : 'unknown'; // ENXIO: the pipe has no reader, see open(2)
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
  } catch (error) {
    if (isMissing(error)) return UNKNOWN_BOOT; // not Linux
    throw error;
  }
}
