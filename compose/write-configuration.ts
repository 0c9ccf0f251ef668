import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationFiles } from './configuration.ts';

for (const [path, text] of Object.entries(configurationFiles())) {
  writeFileSync(join(import.meta.dirname, path), text);
  process.stdout.write(`compose/${path}\n`);
}
