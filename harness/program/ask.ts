import { createInterface } from 'node:readline/promises';
import type { ReadStream, WriteStream } from 'node:tty';
import { ProofloadError } from '../model/errors.ts';
import type { Terminal } from './run-program.ts';

/**
 * How a program asks the person at a terminal; null when input or output is none. The question goes to standard error. Ctrl-C or Ctrl-D at
 * a question is an interruption.
 */
export function askOn(input: ReadStream, output: WriteStream, signal: AbortSignal): Terminal['ask'] {
  if (!input.isTTY || !output.isTTY) return null;
  return async (question) => {
    const lines = createInterface({ input, output });
    const { promise: closed, reject } = Promise.withResolvers<never>();
    lines.once('close', () => reject(interrupted()));
    try {
      return (await Promise.race([lines.question(question, { signal }), closed])).trim();
    } catch (error) {
      output.write('\n');
      throw error instanceof Error && error.name === 'AbortError' ? interrupted() : error;
    } finally {
      lines.close();
    }
  };
}

function interrupted(): ProofloadError {
  return new ProofloadError(
    'INTERRUPTED',
    'Interrupted at a question.',
    'Start it again when you are ready, or answer by options.',
  );
}
