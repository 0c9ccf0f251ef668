import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeCachedValue, encodeCachedValue, GZIP_MIN_BYTES } from './cached-value.ts';

test('any JSON is read as it was written, compressed or not', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.json(),
      fc.boolean(),
      fc.integer({ min: 1, max: 200 }),
      async (json, useGzip, repeat) => {
        const text = JSON.stringify(Array(repeat).fill(json));
        expect(decodeCachedValue(await encodeCachedValue(text, useGzip))).toBe(text);
      },
    ),
  );
});

test('only long values are compressed, and only if requested', async () => {
  const long = JSON.stringify('x'.repeat(GZIP_MIN_BYTES));
  expect(await encodeCachedValue(long, false)).toEqual(Buffer.from(long));
  expect((await encodeCachedValue(long, true)).length).toBeLessThan(long.length / 10);
  expect(await encodeCachedValue('"short"', true)).toEqual(Buffer.from('"short"'));
});
