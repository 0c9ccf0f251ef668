import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A whole run needs a few megabytes. */
const SIZE = '32m';

/**
 * Mounts a small disk, in memory, on an empty folder.
 * @returns a function that removes it, with everything on it
 */
export function mountSmallDisk(folder: string): () => void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'proofload-torture', folder], {
    stdio: 'pipe',
  });
  return () => execFileSync('umount', ['--lazy', folder], { stdio: 'pipe' });
}

/** Why no small disk can be mounted here; null if one can. */
export function reasonAgainstSmallDisk(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'proofload-mount-'));
  try {
    mountSmallDisk(folder)();
    return null;
  } catch (error) {
    const [, reason] = /mount: (.*)/.exec((error as Error).message) ?? [];
    return `a small disk cannot be mounted (${reason ?? (error as Error).message})`;
  } finally {
    rmdirSync(folder);
  }
}
