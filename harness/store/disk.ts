import { getSystemErrorMessage } from 'node:util';
import { ProofloadError } from '../model/errors.ts';

const FULL_DISK_CODES = new Set(['ENOSPC', 'EDQUOT']);

export function systemErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Whether something is not there. Anything else that keeps it from being read is not this. */
export function isMissing(error: unknown): boolean {
  const code = systemErrorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** Why a file cannot be read, in the system's words: "permission denied". */
export function whyUnreadable(error: unknown): string {
  if (systemErrorCode(error) === 'ENOENT') return 'it does not exist';
  const number = error instanceof Error && 'errno' in error ? error.errno : undefined;
  return typeof number === 'number' ? `${getSystemErrorMessage(number)}` : 'it cannot be opened';
}

/**
 * Runs something that writes to `path`.
 * @throws ProofloadError DISK_FULL when the device or the quota is used up; every other error as it is
 */
export async function writingTo<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!FULL_DISK_CODES.has(systemErrorCode(error) ?? '')) throw error;
    throw new ProofloadError(
      'DISK_FULL',
      `There is no space left to write ${path}.`,
      'Free some space, or choose another disk with --out.',
      { cause: error },
    );
  }
}
