/** Large enough to make the cost of a system call small, small enough that a few in flight take little memory. */
const CHUNK_BYTES = 128 * 1024;

/** A UTF-16 code unit becomes at most this many bytes of UTF-8. */
const MOST_BYTES_PER_CODE_UNIT = 3;

/** Gathers lines into UTF-8 chunks of about `chunkBytes`, never splitting a line; a longer line is a chunk of its own. */
export function* chunksOf(lines: Iterable<string>, chunkBytes = CHUNK_BYTES): Generator<Buffer> {
  let chunk = Buffer.allocUnsafe(chunkBytes);
  let used = 0;
  for (const line of lines) {
    if (line.length * MOST_BYTES_PER_CODE_UNIT > chunkBytes - used) {
      if (used > 0) yield chunk.subarray(0, used);
      chunk = Buffer.allocUnsafe(Math.max(chunkBytes, line.length * MOST_BYTES_PER_CODE_UNIT));
      used = 0;
    }
    used += chunk.write(line, used);
  }
  if (used > 0) yield chunk.subarray(0, used);
}
