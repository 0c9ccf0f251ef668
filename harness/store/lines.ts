import { createReadStream } from 'node:fs';

/**
 * Reads the lines of a file in batches, in constant memory. A last line without its newline was left by a killed writer and may be
 * incomplete, so it is skipped.
 */
export async function* completeLines(file: string): AsyncGenerator<string[]> {
  let rest = '';
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 18 })) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield lines;
  }
}
