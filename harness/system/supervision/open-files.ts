import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** How many files a child of ours may open. Node raises the soft limit to the hard one when it starts. */
export async function openFileLimit(): Promise<number> {
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', 'ulimit -n']);
  const limit = Number.parseInt(stdout, 10);
  return Number.isNaN(limit) ? Number.POSITIVE_INFINITY : limit;
}
