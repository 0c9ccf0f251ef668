import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A segment of System V shared memory. */
export type Segment = { key: string; id: string; creatorPid: number; attached: number; uid: number };

/**
 * Releases the segment of every PostgreSQL in a home whose processes are all gone. A PostgreSQL does this when it ends by itself; if
 * it is killed, the segment stays until a reboot. A segment that is in use, or that another user or process made, stays.
 */
export async function giveBackSharedMemory(home: string): Promise<void> {
  for (const folder of await namesIn(home)) await giveBackSegmentOf(join(home, folder, 'data'));
}

/** The same for one data folder. */
export async function giveBackSegmentOf(dataFolder: string): Promise<void> {
  const file = join(dataFolder, 'postmaster.pid');
  const [lock, owner, segments] = await Promise.all([
    readFile(file, 'utf8').catch(() => null), // it ended by itself, or is not a PostgreSQL
    stat(file).catch(() => null),
    readFile('/proc/sysvipc/shm', 'utf8').catch(() => ''), // not Linux: it is unknown whether the segment is in use
  ]);
  if (lock === null || owner === null) return;
  const segment = abandonedSegment(lock, owner.uid, parseSegments(segments));
  // Another command may have been first, and a system without ipcrm keeps 56 bytes: neither is a reason to fail.
  if (segment) await run('ipcrm', ['-m', segment.id], { env: { PATH: '/usr/bin:/bin' } }).catch(() => {});
}

/**
 * The segment that a PostgreSQL recorded in its postmaster.pid, if it is certainly the one that it made and is not in use.
 * @param lockFile line 1 is its process id (negative without a postmaster, as in initdb), line 7 key and id of the segment: see
 *   PostgreSQL's src/include/utils/pidfile.h
 * @param uid the owner of the file
 */
export function abandonedSegment(lockFile: string, uid: number, segments: Segment[]): Segment | undefined {
  const lines = lockFile.split('\n');
  const creatorPid = Math.abs(Number(lines[0]));
  const [key, id] = (lines[6] ?? '').trim().split(/\s+/);
  return segments.find(
    (each) =>
      each.id === id &&
      each.key === key &&
      each.creatorPid === creatorPid &&
      each.uid === uid &&
      each.attached === 0,
  );
}

/** The rows of /proc/sysvipc/shm, see proc(5): key, id, mode, size, pid of the creator, last pid, number attached, uid. */
export function parseSegments(text: string): Segment[] {
  return text
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields.length >= 8)
    .map(([key, id, , , creatorPid, , attached, uid]) => ({
      key: key!,
      id: id!,
      creatorPid: Number(creatorPid),
      attached: Number(attached),
      uid: Number(uid),
    }));
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
