import { readFileSync } from 'node:fs';
import { lstat, mkdir, readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { getSystemErrorMessage } from 'node:util';
import { REFUSALS, systemFailure } from '../model/system-failure.ts';

export function systemErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Whether the error means that something does not exist, rather than that it cannot be read. */
export function isMissing(error: unknown): boolean {
  const code = systemErrorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** Whether a process ended while it was inspected: its file in /proc is gone (ENOENT), or only the process is (ESRCH). */
export function isGone(error: unknown): boolean {
  return isMissing(error) || systemErrorCode(error) === 'ESRCH';
}

/** The text of a file of /proc; null if the file or its process does not exist. */
export function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

/** Why a file cannot be read: "this user may not use it". */
export function whyUnreadable(error: unknown): string {
  const code = systemErrorCode(error);
  if (code === 'ENOENT') return 'it does not exist';
  if (code !== undefined && REFUSALS[code] !== undefined) return REFUSALS[code];
  const number = error instanceof Error && 'errno' in error ? error.errno : undefined;
  return typeof number === 'number' ? `${getSystemErrorMessage(number)}` : 'it cannot be opened';
}

/**
 * Runs something that writes to `path`.
 * @throws ProofloadError DISK_FULL if the device or the quota is used up, PATH_UNUSABLE if the operating system refuses; every
 * other error as it is
 */
export async function writingTo<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw systemFailure(error, path) ?? error;
  }
}

/**
 * Creates a folder and its missing parents, one by one. Node's own `recursive` would retry forever where folders cannot be created,
 * as in /proc.
 * @throws ProofloadError PATH_UNUSABLE, DISK_FULL
 */
export async function makeFolders(folder: string): Promise<void> {
  const absolute = resolve(folder);
  if (await isFolder(absolute)) return;
  await makeFolders(dirname(absolute));
  await writingTo(absolute, () => mkdir(absolute)).catch(async (error: unknown) => {
    if (!(await isFolder(absolute))) throw error; // another process may have created it meanwhile
  });
}

/** The bytes of all files below a folder. A file that is removed meanwhile counts as none. */
export async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) =>
        lstat(join(parentPath, name)).catch((error: unknown) => {
          if (isMissing(error)) return null;
          throw error;
        }),
      ),
  );
  return sizes.reduce((sum, found) => sum + (found?.size ?? 0), 0);
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return false;
    throw systemFailure(error, path) ?? error;
  }
}
