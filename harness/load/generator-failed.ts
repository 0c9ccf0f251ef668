import { ProofloadError } from '../model/errors.ts';
import { lastLogLines } from '../system/supervision/log-tail.ts';
import type { Exit, RunningProgram } from '../system/supervision/supervisor.ts';

/** The error of a load whose generator (its `product`, like "k6") ended before its time, with the generator's last words. */
export async function generatorFailed(
  product: string,
  loadName: string,
  { logFile }: Pick<RunningProgram, 'logFile'>,
  { code, signal }: Exit,
): Promise<ProofloadError> {
  const how = signal === null ? `ended by itself with exit code ${code}` : `was ended by ${signal}`;
  const words = lastWords(await lastLogLines(logFile));
  const cause = signal === 'SIGKILL' ? 'Linux kills like this when memory runs out: see `dmesg`. ' : '';
  return new ProofloadError(
    'GENERATOR_FAILED',
    `${product} ${how} during the load "${loadName}". ${words === null ? 'It said nothing.' : `Its last words: ${words}`}`,
    `${cause}Its log is ${logFile}.`,
  );
}

/** A generator says why in its last message, which a stack trace may follow. */
export function lastWords(lines: string[]): string | null {
  return lines.findLast((line) => !/^\s+at /.test(line))?.trim() ?? null;
}
