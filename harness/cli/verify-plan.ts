import { withUsersPerVu } from '../load/users-per-vu.ts';
import { formatCount, formatMeasure, formatNumber } from '../model/format.ts';
import type { LoadProfile } from '../model/load.ts';
import type { PlacedPlatform, Sizes } from '../model/platform.ts';
import type { PlantedDefects } from '../model/run.ts';
import type { Topology } from '../model/topology.ts';
import { serverNames } from '../model/topology.ts';
import { loadMsOf } from '../run/disk-room.ts';
import type { OutsideTarget } from '../run/outside-system.ts';
import { type Plant, plant, wholeNumber } from './options.ts';
import type { OutsideOptions } from './outside-options.ts';
import { type SizeOptions, sizesOf } from './sizes.ts';

export type VerifyOptions = OutsideOptions &
  SizeOptions & {
    all?: true;
    json?: true;
    live?: true;
    seed: string;
    usersPerVu: string;
    port?: string;
    out: string;
    plant?: string[];
  };

/** Everything that determines a run, from the options. */
export type VerifyPlan = {
  platform: PlacedPlatform;
  sizes: Sizes;
  profile: LoadProfile;
  topology: Topology;
  plantedDefects: PlantedDefects;
  randomSeed: number;
  port: number | undefined;
  target?: OutsideTarget;
};

/** With more, users would often wait for each other. */
const MOST_USERS_PER_VU = 100;

/** What a run needs before and after its phases on a typical machine; only used to estimate the time left. */
const OVERHEAD_MS = 45_000;

/**
 * Reads and checks every option before anything is started.
 * @throws ProofloadError INVALID_OPTION
 */
export function planOf(
  platform: PlacedPlatform,
  options: VerifyOptions,
  outside: OutsideTarget | null,
): VerifyPlan {
  const quick = options.quick === true;
  const sizes = sizesOf(platform, options, outside?.userCount ?? null);
  const { users, ratePerSec } = sizes;
  const planted = plantedDefects((options.plant ?? []).map(plant));
  const topology: Topology = planted.cacheOff
    ? { ...platform.documented, cache: 'none' }
    : platform.documented;
  const randomSeed = wholeNumber('--seed', options.seed, { min: 0, max: 2 ** 31 - 1 });
  const servers = outside ? [] : serverNames(topology); // Proofload only kills servers it started
  const usersPerVu = wholeNumber('--users-per-vu', options.usersPerVu, { min: 1, max: MOST_USERS_PER_VU });
  const profile = platform.profileFor({ users, ratePerSec, quick, servers, randomSeed });
  return {
    platform,
    sizes,
    ...(outside && { target: outside }),
    profile: usersPerVu === 1 ? profile : withUsersPerVu(profile, usersPerVu),
    topology,
    plantedDefects: planted,
    randomSeed,
    port:
      options.port === undefined ? undefined : wholeNumber('--port', options.port, { min: 1, max: 65_535 }),
  };
}

/** How long the run will take on a typical machine. */
export function expectedRunMs({ profile }: Pick<VerifyPlan, 'profile'>): number {
  return OVERHEAD_MS + loadMsOf(profile);
}

/** "2,000 users, 1,060 requests/s, on the data of 2,000 accounts". */
export function announcement({ platform, sizes, target }: VerifyPlan): string {
  const load = `${formatCount(sizes.users, 'user')}, ${formatMeasure(sizes.ratePerSec, 'requests/s')}`;
  return target ? load : `${load}, on the data of ${formatNumber(sizes.dataset)} ${platform.population.unit}`;
}

function plantedDefects(planted: Plant[]): PlantedDefects {
  const defects: PlantedDefects = {};
  for (const each of planted) {
    if (each.kind === 'cache-off') defects.cacheOff = true;
    if (each.kind === 'slow-statement') {
      defects.slowStatement = { statement: each.statement, delayMs: each.delayMs };
    }
    if (each.kind === 'failed-responses') defects.failedResponseRatio = each.ratio;
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
