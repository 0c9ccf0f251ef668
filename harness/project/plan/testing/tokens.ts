import { createHash } from 'node:crypto';
import fc from 'fast-check';

const ENCODINGS = ['base64', 'base64url', 'hex'] as const;

/** A token as machines make them, of so many random bytes. The same number gives the same token. */
export function tokenOf(
  number: number,
  bytes: number,
  encoding: (typeof ENCODINGS)[number] | 'uuid',
): string {
  const random = createHash('sha256').update(String(number)).digest().subarray(0, bytes);
  if (encoding !== 'uuid') return random.toString(encoding);
  return random
    .toString('hex')
    .padEnd(32, '0')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

/** Tokens of at least 16 random bytes. They stay random when fast-check shrinks them. */
export const tokens = fc
  .tuple(fc.integer(), fc.integer({ min: 16, max: 32 }), fc.constantFrom(...ENCODINGS, 'uuid' as const))
  .map(([number, bytes, encoding]) => tokenOf(number, bytes, encoding));
