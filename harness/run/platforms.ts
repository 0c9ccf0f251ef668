import type { DataCheckQuery } from '../model/data-check.ts';
import { ProofloadError } from '../model/errors.ts';
import type { LoadProfile } from '../model/load.ts';
import type { PlatformFactor } from '../model/platform-factor.ts';
import type { Target } from '../model/target.ts';
import type { UserLimit } from '../model/user-limit.ts';

export type ProfileOptions = {
  users: number;
  ratePerSec: number;
  quick: boolean;
  /** names of those that may be killed; none: of a system that was not started here */
  servers: readonly string[];
  /** draws which server is killed and when */
  randomSeed: number;
};

/** One design document, ready to be verified. */
export type Platform = {
  slug: string;
  title: string;
  /** k6 entry, relative to the project */
  scenarioFile: string;
  /** k6 entry of the request that goes ahead of a load, relative to the project */
  firstRequestFile: string;
  defaultUsers: number;
  defaultRatePerSec: number;
  targets: Target[];
  dataChecks: DataCheckQuery[];
  /** tables that the load does not change */
  unchangedTables: string[];
  userLimits: UserLimit[];
  /** longest documented time to live of each key family, in seconds */
  cacheTtlSec: Readonly<Record<string, number>>;
  /** the key family of the sessions, which are no content; null: there is none */
  sessionFamily: string | null;
  /** that only this platform has */
  factors: readonly PlatformFactor[];
  profileFor(options: ProfileOptions): LoadProfile;
};

/** Loaded on demand, so that `--help` does not pay for scenarios it never runs. */
const REGISTRY: Record<string, () => Promise<Platform>> = {
  'tvet-connect': async () => {
    const [
      { targets },
      profile,
      { dataChecks, unchangedTables },
      { userLimits },
      { cacheTtlSec, sessionFamily },
      { factors },
    ] = await Promise.all([
      import('../../scenarios/tvet-connect/targets.ts'),
      import('../../scenarios/tvet-connect/profile.ts'),
      import('../../scenarios/tvet-connect/data-checks.ts'),
      import('../../scenarios/tvet-connect/user-limits.ts'),
      import('../../scenarios/tvet-connect/cache-times.ts'),
      import('../../scenarios/tvet-connect/factors.ts'),
    ]);
    return {
      slug: 'tvet-connect',
      title: 'TVET Connect',
      scenarioFile: 'scenarios/tvet-connect/journeys.ts',
      firstRequestFile: 'scenarios/tvet-connect/first-request.ts',
      defaultUsers: profile.DEFAULT_USERS,
      defaultRatePerSec: profile.DEFAULT_RATE_PER_SEC,
      targets,
      dataChecks,
      unchangedTables,
      userLimits,
      cacheTtlSec,
      sessionFamily,
      factors,
      profileFor: profile.profileFor,
    };
  },
};

export const DEFAULT_PLATFORM = 'tvet-connect';

export function platformSlugs(): string[] {
  return Object.keys(REGISTRY);
}

/** @throws ProofloadError UNKNOWN_PLATFORM */
export async function loadPlatform(slug: string): Promise<Platform> {
  const load = Object.hasOwn(REGISTRY, slug) ? REGISTRY[slug] : undefined;
  if (!load) {
    throw new ProofloadError(
      'UNKNOWN_PLATFORM',
      `There is no platform called "${slug}".`,
      `Choose one of: ${platformSlugs().join(', ')}.`,
    );
  }
  return load();
}
