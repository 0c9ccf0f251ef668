import { describe, expect, it } from 'vitest';
import type { LoadProfile } from '../model/load.ts';
import { diskNeedsOf, diskNeedsTogether, requireDiskRoom, requireFree } from './disk-room.ts';

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
    expect(() => requireFree('/runs', 2e9, 2e9)).not.toThrow();
    expect(() => requireFree('/runs', 2e9, 1.5e9)).toThrow(
      'About 2 GB are needed in /runs, but only 1.5 GB are free there.',
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
