import { createHash } from 'node:crypto';
import { ProofloadError } from '../harness/model/errors.ts';
import { hashPassword } from '../reference-server/core/passwords.ts';
import type { SeedParameters } from './plan.ts';

/** The password of every synthetic account. Not a secret, because it protects only synthetic data. */
export const SYNTHETIC_PASSWORD = 'learn-build-repair';

/** Far above any size we plan to use. Ids have equal length up to here. */
const MOST = 1_000_000;

/**
 * Checks the requested size, and hashes the password of all accounts. The salt comes from the random seed, because
 * account rows are part of the data set and its fingerprint.
 * Throws ProofloadError INVALID_OPTION for a size that cannot be seeded.
 */
export async function seedParameters(size: number, randomSeed: number): Promise<SeedParameters> {
  if (!Number.isInteger(size) || size < 1 || size > MOST) {
    throw new ProofloadError(
      'INVALID_OPTION',
      `A data set of size ${size} cannot be made.`,
      `Give a whole number from 1 to ${MOST}.`,
    );
  }
  const saltSource = createHash('sha256').update(`${randomSeed}/salt`).digest();
  const passwordHash = await hashPassword(SYNTHETIC_PASSWORD, (sizeBytes) =>
    saltSource.subarray(0, sizeBytes),
  );
  return { size, randomSeed, passwordHash };
}
