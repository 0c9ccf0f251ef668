import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultPlatform, loadPlatform } from '../harness/run/load-platform.ts';
import { configurationFiles } from './configuration.ts';

/** Writes the containers' configuration for a platform, or for the default one:  node compose/write-configuration.ts [slug] */
const { documented } = await loadPlatform(process.argv[2] ?? defaultPlatform());
for (const [path, text] of Object.entries(configurationFiles(documented))) {
  writeFileSync(join(import.meta.dirname, path), text);
  process.stdout.write(`compose/${path}\n`);
}
