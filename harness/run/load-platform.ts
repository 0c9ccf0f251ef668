import { existsSync } from 'node:fs';
import { basename, join, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { platforms } from '../../scenarios/platforms.ts';
import { ProofloadError } from '../model/errors.ts';
import type { DocumentedPlatform, PlacedPlatform, PlatformFolders } from '../model/platform.ts';

const PROJECT_FOLDER = join(import.meta.dirname, '..', '..');

export function platformSlugs(): string[] {
  return Object.keys(platforms);
}

/** The platform that is used if none is named. */
export function defaultPlatform(): string {
  return platformSlugs()[0]!;
}

/**
 * Loads a platform of the registry by its slug, or one from another folder by its path: the folder `<path>/scenarios/<slug>` and the two
 * others that belong to it, where the path ends with the slug.
 * @throws ProofloadError UNKNOWN_PLATFORM
 */
export async function loadPlatform(slugOrPath: string): Promise<PlacedPlatform> {
  if (slugOrPath.includes(sep)) return loadFrom(resolve(slugOrPath));
  const load = Object.hasOwn(platforms, slugOrPath) ? platforms[slugOrPath] : undefined;
  if (!load) throw unknownPlatform(`There is no platform called "${slugOrPath}".`);
  const { platform } = await load();
  return placed(platform, foldersIn(PROJECT_FOLDER, platform.slug));
}

function placed(platform: DocumentedPlatform, folders: PlatformFolders): PlacedPlatform {
  const loadFile = join(folders.scenarios, 'journeys.ts');
  const firstRequestFile = join(folders.scenarios, 'first-request.ts');
  return { ...platform, folders, scenario: { loadFile, firstRequestFile } };
}

async function loadFrom(path: string): Promise<PlacedPlatform> {
  const folders = foldersIn(path, basename(path));
  const file = join(folders.scenarios, 'platform.ts');
  if (!existsSync(file)) throw unknownPlatform(`There is no platform in ${path}: it has no ${file}.`);
  const { platform } = (await import(pathToFileURL(file).href)) as { platform: DocumentedPlatform };
  return placed(platform, folders);
}

function foldersIn(root: string, slug: string): PlatformFolders {
  return {
    scenarios: join(root, 'scenarios', slug),
    seed: join(root, 'seed', slug),
    server: join(root, 'reference-server', slug),
  };
}

function unknownPlatform(sentence: string): ProofloadError {
  return new ProofloadError(
    'UNKNOWN_PLATFORM',
    sentence,
    `Choose one of: ${platformSlugs().join(', ')}; or give the path of a platform of your own, like ./platforms/mine.`,
  );
}
