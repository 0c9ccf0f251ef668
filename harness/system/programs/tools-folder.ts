import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { isPackage } from '../../model/installation.ts';
import type { Environment } from './programs.ts';

const PROJECT_FOLDER = join(import.meta.dirname, '..', '..', '..');

/**
 * Where set-up keeps the programs that it builds: `.tools` in a checkout. The package may be in a folder that is read-only, and that every
 * update replaces, so its tools are in the user's folder of caches (XDG_CACHE_HOME, otherwise ~/.cache).
 */
export function toolsFolder(env: Environment, installed = isPackage): string {
  if (!installed) return join(PROJECT_FOLDER, '.tools');
  const { XDG_CACHE_HOME: given = '', HOME: home = homedir() } = env;
  return join(isAbsolute(given) ? given : join(home, '.cache'), 'proofload');
}
