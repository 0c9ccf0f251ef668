import { describe, expect, it } from 'vitest';
import { platform } from '../../../scenarios/tvet-connect/platform.ts';
import { type LoadNeeds, loadNeeds } from './load-needs.ts';
import type { MachineState } from './machine-state.ts';
import { largestLoad, resourceFits } from './resource-fits.ts';
import { MACHINE } from './testdata/machine.ts';

const OWN_STORES = { database: false, redis: false, objectStore: false };
const FULL = loadNeeds({ platform, sizes: platform.sizes.full, isQuick: false }, OWN_STORES);

const fits = (change: Partial<MachineState>, needs: LoadNeeds = FULL) =>
  resourceFits(needs, { ...MACHINE, ...change });

describe('a machine', () => {
  it('will do for the full load with 2 cores and 20 GB', () => {
    expect(fits({}).map(({ resource, isEnough }) => [resource, isEnough])).toEqual([
      ['cores', true],
      ['memory', true],
      ['open-files', true],
      ['ports', true],
      ['disk', true],
      ['clock', true],
    ]);
    expect(fits({}).every(({ hint }) => hint === null)).toBe(true);
  });

  it.each<[string, Partial<MachineState>, RegExp]>([
    ['cores', { cores: 1 }, /--rate/],
    ['memory', { availableBytes: 5e9 }, /--users \d+/],
    ['open-files', { openFiles: 1024 }, /ulimit -n/],
    ['ports', { ports: 0 }, /ip_local_port_range/],
    ['disk', { disks: { ...MACHINE.disks, kept: { ...MACHINE.disks.kept, freeBytes: 1e6 } } }, /--out/],
    ['disk', { disks: { ...MACHINE.disks, work: { ...MACHINE.disks.work, freeBytes: 1e6 } } }, /TMPDIR/],
    ['clock', { clock: { ...MACHINE.clock, movedMs: 150 } }, /chrony/],
    ['clock', { clock: { ...MACHINE.clock, source: 'hpet' } }, /clocksource=tsc/],
  ])('is short of %s with %j, and how to mend that is said', (resource, change, hint) => {
    const short = fits(change).filter(({ isEnough }) => isEnough === false);
    expect(short.map((each) => each.resource)).toEqual([resource]);
    expect(short[0]!.hint).toMatch(hint);
  });

  it.each([
    [{ source: null }, null],
    [{ latestTimerMs: 80 }, expect.stringMatching(/^Stop whatever else/)],
  ])('may or may not do with a clock of %j', (change, hint) => {
    const [clock] = fits({ clock: { ...MACHINE.clock, ...change } }).slice(-1);
    expect(clock).toMatchObject({ resource: 'clock', isEnough: null, hint });
  });
});

describe('what a load needs', () => {
  it('grows with the rate: a core does 746 requests a second at 97%', () => {
    const sizes = { ...platform.sizes.full, ratePerSec: 4000 };
    const load = { platform, sizes, isQuick: false };
    expect(loadNeeds(load, OWN_STORES).cores).toBeCloseTo((4000 * 1.3e-3) / 0.97, 1);
    expect(FULL.cores).toBe(2);
  });

  it('is only the generator and its records, if the system is running already', () => {
    const { slug, title, profileFor, connectionsPerUser } = platform;
    const sizes = { dataset: 0, users: 2_000, ratePerSec: 6_000 };
    const needs = loadNeeds(
      { platform: { slug, title, profileFor, connectionsPerUser }, sizes, isQuick: true },
      OWN_STORES,
    );
    expect(needs).toMatchObject({
      isSystemIncluded: false,
      besideBytes: 150e6,
      files: { part: 'a generator', files: 12_200 },
      ports: 10,
      disk: { workBytes: 0 },
    });
    expect(needs.cores).toBeCloseTo((6_000 * 0.45e-3) / 0.97, 2);
    expect(resourceFits(needs, { ...MACHINE, cores: 1 })[0]).toMatchObject({
      isEnough: false,
      finding: expect.stringMatching(/for the generator; a system on this machine needs more\.$/),
    });
  });
});

describe('the largest load for a system elsewhere', () => {
  it('is limited by what runs out first', () => {
    expect(largestLoad(MACHINE)).toEqual({
      users: Math.floor((20e9 - 150e6) / 320_000),
      usersLimitedBy: 'memory',
      ratePerSec: Math.floor((2 * 0.97) / 0.45e-3),
      ratePerSecLimitedBy: 'cores',
    });
    expect(largestLoad({ ...MACHINE, openFiles: 1200 })).toEqual({
      users: 1000,
      usersLimitedBy: 'open-files',
      ratePerSec: 500,
      ratePerSecLimitedBy: 'open-files',
    });
    expect(largestLoad({ ...MACHINE, availableBytes: 1e6 })).toMatchObject({ users: 0, ratePerSec: 0 });
  });
});
