import { ProofloadError } from '../harness/model/errors.ts';
import { importNamed, namesIn } from '../reference-server/core/named-module.ts';
import type { PlatformSeed } from './platform-seed.ts';

/**
 * The seed of a platform that has a folder beside this file, by its name, or a folder elsewhere, by its absolute path.
 * @throws ProofloadError UNKNOWN_PLATFORM
 */
export async function loadSeed(nameOrFolder: string): Promise<PlatformSeed> {
  const module = await importNamed(import.meta.dirname, nameOrFolder);
  if (module !== null && 'seed' in module) return module.seed as PlatformSeed;
  throw new ProofloadError(
    'UNKNOWN_PLATFORM',
    `There is no seed of a platform "${nameOrFolder}".`,
    `Known: ${namesIn(import.meta.dirname).join(', ')}.`,
  );
}
