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

test('an unknown user costs the same as a known one', async () => {
  expect(await hashPassword('secret')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  // A comparison that skips the derivation would take microseconds.
  const before = process.cpuUsage();
  await verifyPassword('wrong', null);
  const { user, system } = process.cpuUsage(before);
  expect(user + system).toBeGreaterThan(5_000);
});

test('the derivation is Argon2id: a vector of its reference implementation', async () => {
  const key = Buffer.from('09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7', 'hex');
  const encoded = (bytes: Buffer) => bytes.toString('base64').replace('=', '');
  const stored = `$argon2id$v=19$m=65536,t=2,p=1$${encoded(Buffer.from('somesalt'))}$${encoded(key)}`;
  expect(await verifyPassword('password', stored)).toBe(true);
  expect(await verifyPassword('passwore', stored)).toBe(false);
});

test.each(['secret', 'scrypt$16384$8$5$AAAA$AAAA'])(
  'a stored value that is not such a hash is an error, not a match: %s',
  async (stored) => {
    await expect(verifyPassword('secret', stored)).rejects.toThrow('Argon2id');
  },
);
