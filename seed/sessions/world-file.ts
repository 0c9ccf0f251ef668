import { open, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { ProofloadError } from '../../harness/model/errors.ts';

/**
 * Writes a new file that only its owner can read, from its first byte on, because it holds live sessions. An incomplete file is
 * removed. Throws ProofloadError DISK_FULL.
 */
export async function writeWorldFile(text: AsyncIterable<string>, path: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await pipeline(text, file.createWriteStream());
  } catch (error) {
    await rm(path, { force: true });
    throw isDiskFull(error) ? diskFull(path, error) : error;
  }
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOSPC';
}

function diskFull(path: string, cause: unknown): ProofloadError {
  return new ProofloadError(
    'DISK_FULL',
    `No space is left to write ${path}.`,
    'Free some space, and run again.',
    {
      cause,
    },
  );
}
