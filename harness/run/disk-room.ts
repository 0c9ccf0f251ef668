import { stat, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ProofloadError } from '../model/errors.ts';
import { formatBytes } from '../model/format.ts';
import type { LoadProfile } from '../model/load.ts';
import type { Population } from '../model/platform.ts';
import type { Topology } from '../model/topology.ts';
import { isMissing } from '../store/disk.ts';
import { diskFolder } from '../system/supervision/work-folders.ts';

/** Timeline, histograms and acknowledgements of a second of load. */
const RECORDED_BYTES_PER_SEC = 60e3;
/** Bundle, logs and reports of a run. */
const OTHER_FILES_BYTES = 5e6;
/** A database holds its rows and indexes, and as much again in its write-ahead log. */
const COPIES_OF_DATA = 2;
/** A new PostgreSQL, and the write-ahead log of a load. */
const DATABASE_BYTES = 500e6;
/** What some minutes of large uploads leave in an object store. */
const STORED_FILES_BYTES = 2e9;

/** What a run writes: `keptBytes` into the runs folder, `workBytes` into a work folder that is removed at its end. */
export type DiskNeeds = { keptBytes: number; workBytes: number };

export function loadMsOf({ loads }: LoadProfile): number {
  return loads.flatMap(({ phases }) => phases).reduce((sum, { durationMs }) => sum + durationMs, 0);
}

/** @param system null for one that is not started here */
export function diskNeedsOf(profile: LoadProfile, system: StartedSystem | null): DiskNeeds {
  return {
    keptBytes: OTHER_FILES_BYTES + (loadMsOf(profile) / 1000) * RECORDED_BYTES_PER_SEC,
    workBytes: system === null ? 0 : workBytesOf(system),
  };
}

export type StartedSystem = {
  topology: Pick<Topology, 'objectStorage'>;
  population: Pick<Population, 'memoryBytesEach'>;
  datasetSize: number;
};

function workBytesOf({ topology, population, datasetSize }: StartedSystem): number {
  const filesBytes = topology.objectStorage === 'none' ? 0 : STORED_FILES_BYTES;
  return DATABASE_BYTES + COPIES_OF_DATA * datasetSize * population.memoryBytesEach + filesBytes;
}

/** Of several runs, one after the other: what is kept adds up, of what is removed the largest counts. */
export function diskNeedsTogether(runs: readonly DiskNeeds[]): DiskNeeds {
  return {
    keptBytes: runs.reduce((sum, { keptBytes }) => sum + keptBytes, 0),
    workBytes: Math.max(0, ...runs.map(({ workBytes }) => workBytes)),
  };
}

/**
 * Refuses several runs that do not fit on the disk, before the first of them begins.
 * @throws ProofloadError DISK_FULL
 */
export async function requireDiskRoom(
  { keptBytes, workBytes }: DiskNeeds,
  runsFolder: string,
): Promise<void> {
  const disks = { kept: await diskOf(runsFolder), work: await diskOf(diskFolder()) };
  for (const room of roomsNeeded({ keptBytes, workBytes }, disks)) requireFree(room);
}

/** The disk that a folder is on. */
export type Disk = { folder: string; freeBytes: number; device: number };

/** Free space that is needed at a place: a folder, or two folders of the same disk. */
export type RoomNeeded = { place: string; neededBytes: number; freeBytes: number };

/** What is needed where: if both folders are on the same disk, the sum. */
export function roomsNeeded(
  { keptBytes, workBytes }: DiskNeeds,
  { kept, work }: { kept: Disk; work: Disk },
): RoomNeeded[] {
  if (kept.device === work.device) {
    const place = `${kept.folder} and ${work.folder} together`;
    return [{ place, neededBytes: keptBytes + workBytes, freeBytes: kept.freeBytes }];
  }
  return [
    { place: kept.folder, neededBytes: keptBytes, freeBytes: kept.freeBytes },
    { place: work.folder, neededBytes: workBytes, freeBytes: work.freeBytes },
  ];
}

export function requireFree({ place, neededBytes, freeBytes }: RoomNeeded): void {
  if (neededBytes <= freeBytes) return;
  throw new ProofloadError(
    'DISK_FULL',
    `About ${formatBytes(neededBytes)} are needed in ${place}, but only ${formatBytes(freeBytes)} are free there.`,
    'Free some space, run fewer at once, or choose another disk with --out (or TMPDIR for the database).',
  );
}

/** Of the folder, or of the nearest one above it that exists already. */
export async function diskOf(folder: string): Promise<Disk> {
  let existing = folder;
  for (;;) {
    try {
      const { bavail, bsize } = await statfs(existing);
      return { folder, freeBytes: bavail * bsize, device: (await stat(existing)).dev };
    } catch (error) {
      const parent = dirname(resolve(existing));
      if (!isMissing(error) || parent === resolve(existing)) throw error;
      existing = parent;
    }
  }
}
