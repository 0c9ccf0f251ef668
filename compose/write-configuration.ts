import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defaultPlatform, loadPlatform } from '../harness/run/load-platform.ts';
import { configurationFiles } from './configuration.ts';

/**
 * Writes the containers' configuration for a platform, or for the default one, here or into a folder, which CONFIGURATION then names:
 *   node compose/write-configuration.ts [slug] [folder]
 */
const [slug = defaultPlatform(), folder = import.meta.dirname] = process.argv.slice(2);
const { documented } = await loadPlatform(slug);
for (const [path, text] of Object.entries(configurationFiles(documented))) {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  process.stdout.write(`${file}\n`);
}
