import { expect, test } from 'vitest';
import { hashSessionToken, isSessionToken, newSessionToken } from './session-token.ts';

test('a token is 256 random bits in base64url', () => {
  const token = newSessionToken();
  expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(isSessionToken(token)).toBe(true);
  expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  expect(newSessionToken()).not.toBe(token);
});

test('a token is made of the bytes it is given', () => {
  expect(newSessionToken((sizeBytes) => Buffer.alloc(sizeBytes, 0xff))).toBe(`${'_'.repeat(42)}8`);
});

test('the hash is SHA-256 in hex (FIPS 180-2, example of "abc")', () => {
  expect(hashSessionToken('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test.each([
  ['nothing', ''],
  ['a character too many', `${'A'.repeat(43)}A`],
  ['one too few', 'A'.repeat(42)],
  ['a colon', `${'A'.repeat(21)}:${'A'.repeat(21)}`],
  ['plain base64', `${'A'.repeat(21)}+${'A'.repeat(21)}`],
  ['bits beyond 32 bytes', `${'A'.repeat(42)}B`],
  ['a line feed at the end', `${'A'.repeat(43)}\n`],
])('not a token: %s', (_what, text) => expect(isSessionToken(text)).toBe(false));
