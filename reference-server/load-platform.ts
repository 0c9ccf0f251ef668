import { readdirSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigError } from './core/config.ts';
import type { Platform } from './core/platform.ts';

const ENTRY = 'index.ts';
const SLUG = /^[a-z][a-z0-9-]*$/;

/**
 * The platform in a folder beside this file, by its name, or in a folder elsewhere, by its absolute path. There is no list to keep: what has
 * a folder is there.
 * @throws ConfigError when there is no such platform
 */
export async function loadPlatform(nameOrFolder: string): Promise<Platform> {
  const folder = isAbsolute(nameOrFolder)
    ? nameOrFolder
    : SLUG.test(nameOrFolder) && join(import.meta.dirname, nameOrFolder);
  if (!folder || !isPlatform(folder))
    throw new ConfigError(`PLATFORM must be one of ${platformNames().join(', ')}, or the folder of another`);
  const { platform } = (await import(pathToFileURL(join(folder, ENTRY)).href)) as { platform: Platform };
  return platform;
}

function platformNames(): string[] {
  return readdirSync(import.meta.dirname).filter((name) => isPlatform(join(import.meta.dirname, name)));
}

function isPlatform(folder: string): boolean {
  try {
    return readdirSync(folder).includes(ENTRY);
  } catch {
    return false; // no folder, or none that may be read
  }
}
