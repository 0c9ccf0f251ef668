import { createReadStream } from 'node:fs';

/** V8 keeps a string of 128 KiB or more that outlives one minor collection until the next full one, so pieces are smaller. */
const PIECE_BYTES = 1 << 15;

/**
 * Reads the lines of a file in batches, in constant memory. A last line without its newline was left by a killed writer and may be
 * incomplete, so it is skipped.
 */
export async function* completeLines(file: string): AsyncGenerator<string[]> {
  let rest = '';
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: PIECE_BYTES })) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield lines;
  }
}
