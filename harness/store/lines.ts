import { createReadStream } from 'node:fs';

/**
 * The lines of a file, in batches, in memory that does not grow with the file. A last line without its newline is what
 * a killed writer leaves behind; it may be cut short, and is left out.
 */
export async function* completeLines(file: string): AsyncGenerator<string[]> {
  let rest = '';
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 18 })) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield lines;
  }
}
