import { describe, expect, it } from 'vitest';
import type { LoadProfile } from '../model/load.ts';
import { diskNeedsOf, diskNeedsTogether, requireDiskRoom, requireFree, roomsNeeded } from './disk-room.ts';

const profile = (seconds: number): LoadProfile => ({
  loads: [
    {
      name: 'open',
      load: { model: 'open', arrivalRatePerSec: 10 },
      generatorProcesses: 1,
      phases: [{ name: 'steady', kind: 'steady', durationMs: seconds * 1000 }],
    },
  ],
});

describe('the disk that runs need', () => {
  const system = (datasetSize: number, objectStorage: 'none' | 's3' = 'none') => ({
    topology: { objectStorage },
    population: { memoryBytesEach: 20_000 },
    datasetSize,
  });

  it('grows with the length of the load and the size of the data', () => {
    const small = diskNeedsOf(profile(60), system(1000));
    const long = diskNeedsOf(profile(600), system(1000));
    const large = diskNeedsOf(profile(60), system(101_000));
    expect(long.keptBytes - small.keptBytes).toBe(540 * 60e3);
    expect(long.workBytes).toBe(small.workBytes);
    expect(large.workBytes - small.workBytes).toBe(2 * 100_000 * 20_000);
  });

  it('has room for uploaded files if there is an object store', () => {
    const [without, withFiles] = [system(1000), system(1000, 's3')].map((each) =>
      diskNeedsOf(profile(60), each),
    );
    expect(withFiles!.workBytes - without!.workBytes).toBe(2e9);
    expect(withFiles!.keptBytes).toBe(without!.keptBytes);
  });

  it('is none for the data of a system that exists already', () => {
    expect(diskNeedsOf(profile(60), null).workBytes).toBe(0);
  });

  it('adds up where it is kept, and is the largest where it is removed', () => {
    expect(
      diskNeedsTogether([
        { keptBytes: 1, workBytes: 5 },
        { keptBytes: 2, workBytes: 3 },
      ]),
    ).toEqual({ keptBytes: 3, workBytes: 5 });
  });

  it('is refused if it is not free, with both figures', () => {
    const room = { place: '/runs', neededBytes: 2e9 };
    expect(() => requireFree({ ...room, freeBytes: 2e9 })).not.toThrow();
    expect(() => requireFree({ ...room, freeBytes: 1.5e9 })).toThrow(
      'About 2 GB are needed in /runs, but only 1.5 GB are free there.',
    );
  });

  it('is needed once of each disk: on the same one, what is kept and what is removed add up', () => {
    const needs = { keptBytes: 6e9, workBytes: 6e9 };
    const disk = (folder: string, device: number) => ({ folder, device, freeBytes: 10e9 });
    const apart = roomsNeeded(needs, { kept: disk('/runs', 1), work: disk('/tmp', 2) });
    expect(apart.map(({ place, neededBytes }) => [place, neededBytes])).toEqual([
      ['/runs', 6e9],
      ['/tmp', 6e9],
    ]);
    const [together, ...others] = roomsNeeded(needs, { kept: disk('/runs', 1), work: disk('/tmp', 1) });
    expect(others).toEqual([]);
    expect(() => requireFree(together!)).toThrow(
      'About 12 GB are needed in /runs and /tmp together, but only 10 GB are free there.',
    );
  });

  it('is looked for in the nearest folder that exists', async () => {
    const folder = `${import.meta.dirname}/none/below`;
    await expect(requireDiskRoom({ keptBytes: 1, workBytes: 1 }, folder)).resolves.toBeUndefined();
    await expect(requireDiskRoom({ keptBytes: 1e18, workBytes: 1 }, folder)).rejects.toMatchObject({
      code: 'DISK_FULL',
    });
  });
});
