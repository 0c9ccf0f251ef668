import { join } from 'node:path';
import { EXIT } from '../../harness/model/errors.ts';
import { runProgram } from '../../harness/program/run-program.ts';
import { buildPackage } from './build.ts';

/* Run by `npm pack`: builds the package into dist/. */

const ROOT = join(import.meta.dirname, '..', '..');

await runProgram(async ({ stderr }) => {
  await buildPackage(ROOT, join(ROOT, 'dist'));
  stderr.write('  ✓ package      built into dist/\n');
  return EXIT.pass;
});
