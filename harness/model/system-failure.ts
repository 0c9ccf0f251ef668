import { ProofloadError } from './errors.ts';

/** Why the operating system refused a path, by its error codes: errno(3). Anything not listed here can only be a bug in Proofload. */
export const REFUSALS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not use it',
  EPERM: 'this user may not change it',
  EROFS: 'its disk is read-only',
  ENOTDIR: 'part of the path is a file, but a folder is needed',
  EISDIR: 'it is a folder, but a file is needed',
  EEXIST: 'something else has that name',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'its links form a loop',
  ENXIO: 'it is not an ordinary file',
  EIO: 'its disk is faulty',
};
const FULL_DISK = ['ENOSPC', 'EDQUOT', 'EFBIG'];
const TOO_MANY_FILES = ['EMFILE', 'ENFILE'];

/** How to raise the limit of open files. */
export const RAISE_OPEN_FILES =
  'Raise the limit (`ulimit -n 65536`; permanently in /etc/security/limits.conf, in a container with --ulimit nofile=65536)';

/**
 * Turns a refusal of the operating system into an error for people: PATH_UNUSABLE, DISK_FULL or OPEN_FILE_LIMIT.
 * @param path the path concerned, if the error itself does not name it
 * @returns null if it is another kind of error
 */
export function systemFailure(error: unknown, path?: string): ProofloadError | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  const { code } = error;
  const place = 'path' in error && typeof error.path === 'string' ? error.path : (path ?? null);
  const options = { cause: error };
  if (FULL_DISK.includes(code)) {
    return new ProofloadError(
      'DISK_FULL',
      `There is no space left to write ${place ?? 'a file'}.`,
      'Free some space, or choose another disk with --out.',
      options,
    );
  }
  if (TOO_MANY_FILES.includes(code)) {
    return new ProofloadError(
      'OPEN_FILE_LIMIT',
      'No more files can be opened: the limit is reached.',
      `${RAISE_OPEN_FILES}.`,
      options,
    );
  }
  const makesFolder = 'syscall' in error && /^mk(dir|dtemp)$/.test(String(error.syscall));
  const reason = code === 'ENOENT' && makesFolder ? 'no folder can be created there' : REFUSALS[code];
  if (reason === undefined || place === null) return null;
  return new ProofloadError(
    'PATH_UNUSABLE',
    `${place} cannot be used: ${reason}.`,
    'Give another path, or change what is there.',
    options,
  );
}
