import { expect, test } from 'vitest';
import { hashPassword, verifyPassword } from './passwords.ts';

test('a password matches its own hash only', async () => {
  const hash = await hashPassword('secret');
  expect(await verifyPassword('secret', hash)).toBe(true);
  expect(await verifyPassword('Secret', hash)).toBe(false);
});

test('two hashes of one password differ by their salt', async () => {
  expect(await hashPassword('secret')).not.toBe(await hashPassword('secret'));
});

test('an unknown user matches no password, not even the empty one', async () => {
  expect(await verifyPassword('', null)).toBe(false);
  expect(await verifyPassword('secret', null)).toBe(false);
});

test('an unknown user costs the same scrypt as a known one', async () => {
  const [, N, r, p] = (await hashPassword('secret')).split('$');
  expect([N, r, p]).toEqual(['16384', '8', '5']);
  // A comparison that skips the derivation would take microseconds.
  const before = process.cpuUsage();
  await verifyPassword('wrong', null);
  expect(process.cpuUsage(before).user).toBeGreaterThan(10_000);
});

test('the derivation is scrypt: RFC 7914, section 12, third vector', async () => {
  const key =
    'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640';
  const encoded = (text: string, encoding: BufferEncoding) =>
    Buffer.from(text, encoding).toString('base64url');
  const stored = `scrypt$1024$8$16$${encoded('NaCl', 'utf8')}$${encoded(key, 'hex')}`;
  expect(await verifyPassword('password', stored)).toBe(true);
  expect(await verifyPassword('passwore', stored)).toBe(false);
});

test('a stored value that is not a scrypt hash is an error, not a match', async () => {
  await expect(verifyPassword('secret', 'secret')).rejects.toThrow('scrypt');
});
