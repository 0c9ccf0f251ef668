import { describe, expect, it } from 'vitest';
import { fixture } from '../../reports/testdata/fixtures.ts';
import { platform as schoolManagement } from '../../scenarios/school-management/platform.ts';
import { platform as tvetConnect } from '../../scenarios/tvet-connect/platform.ts';
import { platform as ultudy } from '../../scenarios/ultudy/platform.ts';
import type { DocumentedPlatform } from '../model/platform.ts';
import { fitOf } from '../run/fit/examine.ts';
import { MACHINE } from '../run/fit/testdata/machine.ts';
import type { RunFolder } from '../store/index.ts';
import { runAtAGlance } from './run-at-a-glance.ts';

const OWN_STORES = { database: false, redis: false, objectStore: false };

/** What `doctor` prints for a load, and what `runs` prints for its run. */
function printed(platform: DocumentedPlatform, isQuick: boolean) {
  const sizes = isQuick ? platform.sizes.quick : platform.sizes.full;
  const profile = platform.profileFor({ ...sizes, quick: isQuick, servers: ['server-1'], randomSeed: 1 });
  const { run } = fixture('pass');
  const listed = runAtAGlance({ folder: { path: '/runs/1' } as RunFolder, run: { ...run, profile } }, null);
  const examined = fitOf({ platform, sizes, isQuick }, MACHINE, OWN_STORES);
  return [examined, listed].map(({ users, ratePerSec }) => ({ users, ratePerSec }));
}

describe('doctor and runs say the same of a load', () => {
  it.each<[DocumentedPlatform, boolean, { users: number; ratePerSec: number | null }]>([
    [tvetConnect, true, { users: 2_000, ratePerSec: 1_060 }],
    [tvetConnect, false, { users: 30_000, ratePerSec: 1_060 }],
    // all its loads are closed
    [schoolManagement, true, { users: 3_000, ratePerSec: null }],
    [schoolManagement, false, { users: 3_000, ratePerSec: null }],
    // 476 turns of its journeys send 911 requests
    [ultudy, true, { users: 200, ratePerSec: expect.closeTo(76.55, 2) }],
    [ultudy, false, { users: 1_000, ratePerSec: expect.closeTo(191.39, 2) }],
  ])('$slug, quick: %s', (platform, isQuick, load) => {
    expect(printed(platform, isQuick)).toEqual([load, load]);
  });
});
