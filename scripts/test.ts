// Run by `npm test`: set-up, then every check and every test, fast ones first. Arguments are passed to Vitest.
// The last line is "N passed, N failed", and ", N skipped" when tests were skipped.

import { join } from 'node:path';
import { EXIT, type ExitCode } from '../harness/model/errors.ts';
import { runProgram, type Terminal } from '../harness/program/run-program.ts';

await runProgram(test);

async function test({ env, stdout, stderr, signal }: Terminal): Promise<ExitCode> {
  const { closingLine } = await import('./testing/counts.ts');
  const log = (line: string) => stderr.write(`${line}\n`);
  const say = (line: string) => stdout.write(`${line}\n`);
  try {
    const { provision } = await import('./provision/index.ts');
    const need = ['k6', 'postgres', 'redis', 'nginx', 'pgbouncer', 'versitygw', 'chromium'] as const;
    await provision({ need, env, log, signal });
  } catch (error) {
    say(closingLine({ passed: 0, failed: 1, skipped: 0 }));
    throw error;
  }
  const { runStages } = await import('./testing/run-stages.ts');
  const { STAGES } = await import('./testing/stages.ts');
  const root = join(import.meta.dirname, '..');
  const counts = await runStages(STAGES, { root, vitestArgs: process.argv.slice(2), signal }, log, () =>
    performance.now(),
  );
  say(closingLine(counts));
  if (signal.aborted) return EXIT.interrupted;
  return counts.failed === 0 ? EXIT.pass : EXIT.fail;
}
