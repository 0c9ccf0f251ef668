import { gunzipSync, gzip } from 'node:zlib';

/** Inflating costs about 40 µs whatever the length, as much as everything else in a request (docs/adr/0012). */
export const GZIP_MIN_BYTES = 4096;

const GZIP_MAGIC = 0x1f8b;

/**
 * A text as it is stored: gzip if wanted and long enough, otherwise UTF-8. JSON never starts with gzip's two magic bytes, so a
 * reader can tell them apart, and both kinds may be in the cache at once. Compression runs on another thread, because nothing
 * waits for it.
 */
export function encodeCachedValue(text: string, useGzip: boolean): Promise<Buffer> {
  const plain = Buffer.from(text);
  if (!useGzip || plain.length < GZIP_MIN_BYTES) return Promise.resolve(plain);
  return new Promise((resolve, reject) => {
    gzip(plain, { level: 1 }, (error, compressed) => (error ? reject(error) : resolve(compressed)));
  });
}

/** The text of a stored value. Inflating a few KB here is faster than handing them to another thread. */
export function decodeCachedValue(stored: Buffer): string {
  const isGzip = stored.length > 2 && stored.readUInt16BE(0) === GZIP_MAGIC;
  return (isGzip ? gunzipSync(stored) : stored).toString();
}
