import { createHash } from 'node:crypto';
import { ProofloadError } from '../harness/model/errors.ts';
import { hashPassword } from '../reference-server/core/passwords.ts';
import type { SeedParameters, SeedPlan } from './plan.ts';
import { planTvetConnect } from './tvet-connect/index.ts';

const PLANNERS: Record<string, (parameters: SeedParameters) => SeedPlan> = {
  'tvet-connect': planTvetConnect,
};

/** Of every synthetic account. No secret: it opens nothing but synthetic data. */
export const SYNTHETIC_PASSWORD = 'learn-build-repair';

/** Far above any plan of ours; ids stay of equal length up to here. */
const MOST_USERS = 1_000_000;

/**
 * Checks what a user asked for, and hashes the password of all accounts. Its salt comes from the random seed, because
 * account rows are part of the data set, and so of its fingerprint.
 * Throws ProofloadError UNKNOWN_PLATFORM, or INVALID_OPTION for a number of users that cannot be seeded.
 */
export async function seedParameters(
  platform: string,
  users: number,
  randomSeed: number,
): Promise<SeedParameters> {
  plannerOf(platform);
  if (!Number.isInteger(users) || users < 1 || users > MOST_USERS) {
    throw new ProofloadError(
      'INVALID_OPTION',
      `${users} users cannot be seeded.`,
      `Give a whole number from 1 to ${MOST_USERS}.`,
    );
  }
  const saltSource = createHash('sha256').update(`${randomSeed}/salt`).digest();
  const passwordHash = await hashPassword(SYNTHETIC_PASSWORD, (sizeBytes) =>
    saltSource.subarray(0, sizeBytes),
  );
  return { users, randomSeed, passwordHash };
}

export function planFor(platform: string, parameters: SeedParameters): SeedPlan {
  return plannerOf(platform)(parameters);
}

function plannerOf(platform: string): (parameters: SeedParameters) => SeedPlan {
  const planner = Object.hasOwn(PLANNERS, platform) ? PLANNERS[platform] : undefined;
  if (planner !== undefined) return planner;
  const known = Object.keys(PLANNERS).join(', ');
  throw new ProofloadError('UNKNOWN_PLATFORM', `There is no platform "${platform}".`, `Known: ${known}.`);
}
