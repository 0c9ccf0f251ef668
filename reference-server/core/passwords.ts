import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** Cost of a new hash: OWASP's minimum for scrypt, in the variant with the smallest memory (16 MiB a login). */
const COST = { N: 2 ** 14, r: 8, p: 5 } as const;
const SALT_BYTES = 16;
const KEY_BYTES = 32;

type ScryptCost = { N: number; r: number; p: number };

/** Hashes a password with scrypt and a random salt, as `scrypt$N$r$p$salt$key` (salt and key in base64url). */
export async function hashPassword(
  password: string,
  random: (sizeBytes: number) => Buffer = randomBytes,
): Promise<string> {
  const salt = random(SALT_BYTES);
  const key = await deriveKey(password, salt, KEY_BYTES, COST);
  return encodeHash(COST, salt, key);
}

/**
 * Whether `password` belongs to `passwordHash`. Null stands for an unknown user: it never matches, and takes as long as a wrong
 * password, so that response times do not reveal which users exist.
 */
export async function verifyPassword(password: string, passwordHash: string | null): Promise<boolean> {
  const { cost, salt, key } = decodeHash(passwordHash ?? UNKNOWN_USER_HASH);
  const derived = await deriveKey(password, salt, key.length, cost);
  return timingSafeEqual(derived, key) && passwordHash !== null;
}

/** A hash of no password, as expensive as a real one. */
const UNKNOWN_USER_HASH = encodeHash(COST, Buffer.alloc(SALT_BYTES), Buffer.alloc(KEY_BYTES));

function encodeHash(cost: ScryptCost, salt: Buffer, key: Buffer): string {
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

function decodeHash(passwordHash: string): { cost: ScryptCost; salt: Buffer; key: Buffer } {
  const [scheme, N, r, p, salt, key] = passwordHash.split('$');
  if (scheme !== 'scrypt' || salt === undefined || key === undefined) {
    throw new Error('a stored password hash is not in the scrypt format');
  }
  return {
    cost: { N: Number(N), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64url'),
    key: Buffer.from(key, 'base64url'),
  };
}

function deriveKey(password: string, salt: Buffer, sizeBytes: number, cost: ScryptCost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, sizeBytes, cost, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
