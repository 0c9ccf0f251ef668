import { createInterface } from 'node:readline/promises';
import type { ReadStream, WriteStream } from 'node:tty';
import type { Terminal } from './run-program.ts';

/** How a program asks the person at a terminal; null when input or output is none. The question goes to standard error. */
export function askOn(input: ReadStream, output: WriteStream, signal: AbortSignal): Terminal['ask'] {
  if (!input.isTTY || !output.isTTY) return null;
  return async (question) => {
    const lines = createInterface({ input, output });
    try {
      return (await lines.question(question, { signal })).trim();
    } finally {
      lines.close();
    }
  };
}
