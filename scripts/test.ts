// What `npm test` runs: set-up, then every check and every test, fast ones first. Arguments go to Vitest.
// The last line is "N passed, N failed", and ", N skipped" when tests were skipped.

import { join } from 'node:path';
import { EXIT, ProofloadError } from '../harness/model/errors.ts';
import { onParentGone } from './parent-watch.ts';
import { provision } from './provision/index.ts';
import { closingLine } from './testing/counts.ts';
import { runStages } from './testing/run-stages.ts';
import { STAGES } from './testing/stages.ts';

const log = (line: string) => console.error(line);
const interruption = new AbortController();
process.on('SIGINT', () => interruption.abort());
process.on('SIGTERM', () => interruption.abort());
onParentGone(() => interruption.abort());

process.exitCode = await test();

async function test(): Promise<number> {
  const { signal } = interruption;
  try {
    const need = ['k6', 'postgres', 'redis', 'nginx', 'pgbouncer', 'chromium'] as const;
    await provision({ need, env: process.env, log, signal });
  } catch (error) {
    if (!(error instanceof ProofloadError)) throw error;
    log(`\n  ${error.message}\n  ${error.code} · ${error.hint}\n`);
    console.log(closingLine({ passed: 0, failed: 1, skipped: 0 }));
    return error.exitCode;
  }
  const root = join(import.meta.dirname, '..');
  const counts = await runStages(STAGES, { root, vitestArgs: process.argv.slice(2), signal }, log, () =>
    performance.now(),
  );
  console.log(closingLine(counts));
  if (signal.aborted) return EXIT.interrupted;
  return counts.failed === 0 ? EXIT.pass : EXIT.fail;
}
