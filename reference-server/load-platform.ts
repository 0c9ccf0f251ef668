import { ConfigError } from './core/config.ts';
import { importNamed, namesIn } from './core/named-module.ts';
import type { Platform } from './core/platform.ts';

/**
 * The platform of a folder next to this file, by its name, or of a folder elsewhere, by its absolute path.
 * @throws ConfigError if there is no such platform
 */
export async function loadPlatform(nameOrFolder: string): Promise<Platform> {
  const module = await importNamed(import.meta.dirname, nameOrFolder);
  if (module !== null && 'platform' in module) return module.platform as Platform;
  const known = namesIn(import.meta.dirname).join(', ');
  throw new ConfigError(`PLATFORM must be one of ${known}, or the folder of another`);
}
