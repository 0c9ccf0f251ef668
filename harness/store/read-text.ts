import { createReadStream } from 'node:fs';

/** A file that goes on for longer than its reader wants. */
export class TooLarge extends Error {}

/**
 * The text of a file that may be of any size, or have no end, such as a device or a pipe.
 * @throws TooLarge before it has read much more than that; the errors of the operating system
 */
export async function readText(file: string, mostBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new TooLarge(`more than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
