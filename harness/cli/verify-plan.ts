import { withUsersPerVu } from '../load/users-per-vu.ts';
import { formatNumber } from '../model/format.ts';
import { type LoadProfile, largestLoads } from '../model/load.ts';
import { largestLoadsInWords } from '../model/load-words.ts';
import type { LoadedPlatform, PlacedPlatform, Sizes } from '../model/platform.ts';
import type { PlantedDefects } from '../model/run.ts';
import type { Topology } from '../model/topology.ts';
import { serverNames } from '../model/topology.ts';
import { loadMsOf } from '../run/disk-room.ts';
import type { OutsideTarget } from '../run/outside-system.ts';
import type { OnOutsideSystem } from '../run/run.ts';
import { type Plant, plant, randomSeedOf, wholeNumber } from './options.ts';
import type { OutsideOptions } from './outside-options.ts';
import type { OwnOptions } from './own-options.ts';
import { type SizeOptions, sizesOf } from './sizes.ts';

export type VerifyOptions = OutsideOptions &
  OwnOptions &
  SizeOptions & {
    all?: true;
    json?: true;
    pdf?: true;
    live?: true;
    seed: string;
    usersPerVu: string;
    port?: string;
    out: string;
    plant?: string[];
  };

/** Everything that determines a run, from the options. */
export type VerifyPlan = {
  sizes: Sizes;
  profile: LoadProfile;
  plantedDefects: PlantedDefects;
  randomSeed: number;
} & (BuiltHere | OnOutsideSystem);

/** A system that is built for the run. */
type BuiltHere = { platform: PlacedPlatform; topology: Topology; port?: number; target?: undefined };

/** With more, users would often wait for each other. */
const MOST_USERS_PER_VU = 100;

/** What a run needs before and after its phases on a typical machine; only used to estimate the time left. */
const OVERHEAD_MS = 45_000;
/** The same for a system that is running already. */
const OUTSIDE_OVERHEAD_MS = 12_000;

/**
 * Reads and checks every option of a run on a system that is built for it.
 * @throws ProofloadError INVALID_OPTION
 */
export function planOf(platform: PlacedPlatform, options: VerifyOptions): VerifyPlan {
  const planted = plantedDefects((options.plant ?? []).map(plant));
  const topology: Topology = planted.cacheOff
    ? { ...platform.documented, cache: 'none' }
    : platform.documented;
  return {
    ...commonPlan(platform, options, serverNames(topology), null),
    platform,
    topology,
    plantedDefects: planted,
    ...(options.port !== undefined && {
      port: wholeNumber('--port', options.port, { min: 1, max: 65_535 }),
    }),
  };
}

/**
 * The same for a system that is running already. Proofload only kills servers it started, so no fault is planned.
 * @throws ProofloadError INVALID_OPTION
 */
export function outsidePlanOf(
  platform: LoadedPlatform,
  options: VerifyOptions,
  target: OutsideTarget,
): Extract<VerifyPlan, OnOutsideSystem> {
  return {
    ...commonPlan(platform, options, [], target.world.userCount),
    platform,
    target,
    plantedDefects: {},
  };
}

/** @param userCount how many users exist in a system that is running already; null: as many as are seeded, or as are wanted */
function commonPlan(
  platform: LoadedPlatform,
  options: VerifyOptions,
  servers: readonly string[],
  userCount: number | null,
) {
  const sizes = sizesOf(platform, options, userCount);
  const { users, ratePerSec } = sizes;
  const randomSeed = randomSeedOf(options);
  const usersPerVu = wholeNumber('--users-per-vu', options.usersPerVu, { min: 1, max: MOST_USERS_PER_VU });
  const quick = options.quick === true;
  const profile = platform.profileFor({ users, ratePerSec, quick, servers, randomSeed });
  return { sizes, randomSeed, profile: usersPerVu === 1 ? profile : withUsersPerVu(profile, usersPerVu) };
}

/** How long the run will take on a typical machine. */
export function expectedRunMs({ profile, target }: Pick<VerifyPlan, 'profile' | 'target'>): number {
  return (target ? OUTSIDE_OVERHEAD_MS : OVERHEAD_MS) + loadMsOf(profile);
}

/** "2,000 users, 1,060 requests/s, on the data of 2,000 accounts". */
export function announcement(plan: VerifyPlan): string {
  return [
    ...largestLoadsInWords(largestLoads(plan.profile)),
    ...(plan.target
      ? []
      : [`on the data of ${formatNumber(plan.sizes.dataset)} ${plan.platform.population.unit}`]),
  ].join(', ');
}

function plantedDefects(planted: Plant[]): PlantedDefects {
  const defects: PlantedDefects = {};
  for (const each of planted) {
    if (each.kind === 'cache-off') defects.cacheOff = true;
    if (each.kind === 'slow-statement') {
      defects.slowStatement = { statement: each.statement, delayMs: each.delayMs };
    }
    if (each.kind === 'failed-responses') defects.failedResponseRatio = each.ratio;
    if (each.kind === 'fails-without-cache') defects.failsWithoutCache = true;
    if (each.kind === 'pool') defects.poolMax = each.max;
    if (each.kind === 'blocked-event-loop') defects.blockedEventLoop = ofEverySecond(each);
    if (each.kind === 'table-lock') defects.tableLock = { table: each.table, ...ofEverySecond(each) };
    if (each.kind === 'slow-cache') defects.slowCache = ofEverySecond(each);
    if (each.kind === 'servers-down') defects.serversDown = { forMs: each.forMs };
    if (each.kind === 'paused-server') defects.pausedServer = { forMs: each.forMs };
  }
  return defects;
}

function ofEverySecond({ forMs }: { forMs: number }): { everyMs: number; forMs: number } {
  return { everyMs: 1000, forMs };
}
