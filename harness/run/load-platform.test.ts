import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { platforms } from '../../scenarios/platforms.ts';
import { defaultPlatform, loadPlatform, platformSlugs } from './load-platform.ts';

const PROJECT = join(import.meta.dirname, '..', '..');

describe('the registry', () => {
  it('begins with the default platform', () => expect(defaultPlatform()).toBe(Object.keys(platforms)[0]));

  it.each(platformSlugs())('%s has the slug it is registered under, and its three folders', async (slug) => {
    const platform = await loadPlatform(slug);
    expect(platform.slug).toBe(slug);
    for (const folder of ['scenarios', 'seed', 'server'] as const)
      expect(platform.folders[folder].endsWith(`/${slug}`)).toBe(true);
    const { folders, scenario } = platform;
    const files = [scenario.loadFile, scenario.firstRequestFile];
    for (const file of [...files, join(folders.seed, 'index.ts'), join(folders.server, 'index.ts')])
      expect(existsSync(file), file).toBe(true);
    const { full, quick } = platform.sizes;
    for (const sizes of [full, quick])
      expect(platform.population.usersIn(sizes.dataset)).toBeGreaterThanOrEqual(sizes.users);
    expect(Object.keys(platform.caches.ttlSec)).toContain(platform.caches.session);
    expect(platform.targets.every(({ source }) => source.document === platform.document)).toBe(true);
  });
});

describe('a platform from another folder', () => {
  it('is loaded by the path that ends with its slug', async () => {
    const toy = await loadPlatform(join(PROJECT, 'testing', 'toy'));
    expect(toy.slug).toBe('toy');
    expect(toy.folders).toEqual({
      scenarios: join(PROJECT, 'testing/toy/scenarios/toy'),
      seed: join(PROJECT, 'testing/toy/seed/toy'),
      server: join(PROJECT, 'testing/toy/reference-server/toy'),
    });
  });

  it.each(['./testing', '/nowhere/toy', 'toy', 'constructor', ''])('is not found as "%s"', async (name) => {
    await expect(loadPlatform(name)).rejects.toMatchObject({ code: 'UNKNOWN_PLATFORM', exitCode: 2 });
  });
});
