import { ProofloadError } from '../model/errors.ts';
import { lastLogLines } from '../system/supervision/log-tail.ts';
import type { Exit, RunningProgram } from '../system/supervision/supervisor.ts';

/** The error of a load whose generator (its `product`, like "k6") ended too early, with the generator's last message. */
export async function generatorFailed(
  product: string,
  loadName: string,
  { logFile }: Pick<RunningProgram, 'logFile'>,
  { code, signal }: Exit,
): Promise<ProofloadError> {
  const how = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
  const words = lastWords(await lastLogLines(logFile));
  const cause = signal === 'SIGKILL' ? 'Linux does this when memory runs out: see `dmesg`. ' : '';
  return new ProofloadError(
    'GENERATOR_FAILED',
    `${product} ${how} during the load "${loadName}". ${words === null ? 'It left no message.' : `Its last message: ${words}`}`,
    `${cause}Its log is ${logFile}.`,
  );
}

/** The last message says why the generator failed; a stack trace may follow it. */
export function lastWords(lines: string[]): string | null {
  return lines.findLast((line) => !/^\s+at /.test(line))?.trim() ?? null;
}
