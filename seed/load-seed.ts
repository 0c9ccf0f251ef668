import { ProofloadError } from '../harness/model/errors.ts';
import { importNamed, namesIn } from '../reference-server/core/named-module.ts';
import type { PlatformSeed } from './platform-seed.ts';

/**
 * Loads the seed of a platform, by the name of its folder next to this file, or by the absolute path of a folder elsewhere.
 * @throws ProofloadError UNKNOWN_PLATFORM
 */
export async function loadSeed(nameOrFolder: string): Promise<PlatformSeed> {
  const module = await importNamed(import.meta.dirname, nameOrFolder);
  if (module !== null && 'seed' in module) return module.seed as PlatformSeed;
  throw new ProofloadError(
    'UNKNOWN_PLATFORM',
    `There is no seed for a platform "${nameOrFolder}".`,
    `Known: ${namesIn(import.meta.dirname).join(', ')}.`,
  );
}
