import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { edgeUrlOf } from './edge-url.ts';

const EDGE = { url: 'http://127.0.0.1:8080', secret: 'a-secret' };
const STORED = 'http://127.0.0.1:9000/files/a%20b?X-Amz-Signature=1%2B2&x=y';

it('has the path and the query of the store, still encoded, behind a signature and its end', () => {
  // secure_link's example: md5 of "expires path secret", in base64 for URLs, without padding
  const signature = createHash('md5').update('1700000000/files/a%20b a-secret').digest('base64url');
  expect(signature).toHaveLength(22);
  expect(edgeUrlOf(EDGE, STORED, 1_700_000_000)).toBe(
    `http://127.0.0.1:8080/files/${signature}/1700000000/files/a%20b?X-Amz-Signature=1%2B2&x=y`,
  );
});

it('has another signature for another time, path or secret', () => {
  const signatureOf = (url: string) => new URL(url).pathname.split('/')[2];
  const signatures = [
    edgeUrlOf(EDGE, STORED, 1_700_000_000),
    edgeUrlOf(EDGE, STORED, 1_700_000_001),
    edgeUrlOf(EDGE, STORED.replace('/a', '/c'), 1_700_000_000),
    edgeUrlOf({ ...EDGE, secret: 'another' }, STORED, 1_700_000_000),
  ].map(signatureOf);
  expect(new Set(signatures).size).toBe(4);
});
