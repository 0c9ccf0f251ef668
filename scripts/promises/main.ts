/*
 * Writes docs/promises.md from docs/ledger.json and the code:
 *
 *     node scripts/promises/main.ts
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisesPage } from './page.ts';
import { builtPlatforms, ROOT, readLedger } from './read.ts';

writeFileSync(join(ROOT, 'docs/promises.md'), promisesPage(readLedger(), await builtPlatforms()));
