import { existsSync, readdirSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ProofloadError } from '../harness/model/errors.ts';
import type { PlatformSeed } from './platform-seed.ts';

const ENTRY = 'index.ts';
const SLUG = /^[a-z][a-z0-9-]*$/;
const FOLDER = import.meta.dirname;

/**
 * The seed of a platform that has a folder beside this file, by its name, or a folder elsewhere, by its absolute path. There is no list to
 * keep: what has a folder is there.
 * @throws ProofloadError UNKNOWN_PLATFORM
 */
export async function loadSeed(nameOrFolder: string): Promise<PlatformSeed> {
  const folder = isAbsolute(nameOrFolder)
    ? nameOrFolder
    : SLUG.test(nameOrFolder) && join(FOLDER, nameOrFolder);
  if (!folder || !existsSync(join(folder, ENTRY))) {
    const known = readdirSync(FOLDER).filter((name) => existsSync(join(FOLDER, name, ENTRY)));
    throw new ProofloadError(
      'UNKNOWN_PLATFORM',
      `There is no seed of a platform "${nameOrFolder}".`,
      `Known: ${known.join(', ')}.`,
    );
  }
  const { seed } = (await import(pathToFileURL(join(folder, ENTRY)).href)) as { seed: PlatformSeed };
  return seed;
}
