import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * Cost of a new hash: OWASP's first recommendation, Argon2id with 19 MiB and two passes. A login takes a seventh of the CPU time of its
 * minimum for scrypt, which kept a core for so long that other users waited.
 */
const COST = { memory: 19 * 1024, passes: 2, parallelism: 1 } as const;
const SALT_BYTES = 16;
const KEY_BYTES = 32;

/** `memory`: in KiB */
type Argon2Cost = Pick<Argon2Parameters, 'memory' | 'passes' | 'parallelism'>;
type Stored = { cost: Argon2Cost; salt: Buffer; key: Buffer };

/** Hashes a password with Argon2id and a random salt, as `$argon2id$v=19$m=<KiB>,t=<passes>,p=<parallelism>$salt$key` (PHC string format). */
export async function hashPassword(
  password: string,
  random: (sizeBytes: number) => Buffer = randomBytes,
): Promise<string> {
  const salt = random(SALT_BYTES);
  return encodeHash({ cost: COST, salt, key: await deriveKey(password, salt, KEY_BYTES, COST) });
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
const UNKNOWN_USER_HASH = encodeHash({
  cost: COST,
  salt: Buffer.alloc(SALT_BYTES),
  key: Buffer.alloc(KEY_BYTES),
});

const FORMAT = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/;

function encodeHash({ cost: { memory, passes, parallelism }, salt, key }: Stored): string {
  const [encodedSalt, encodedKey] = [salt, key].map((bytes) => bytes.toString('base64').replace(/=+$/, ''));
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${encodedSalt}$${encodedKey}`;
}

function decodeHash(passwordHash: string): Stored {
  const [, memory, passes, parallelism, salt, key] = FORMAT.exec(passwordHash) ?? [];
  if (salt === undefined || key === undefined) {
    throw new Error('a stored password hash is not in the Argon2id format; seed the data again');
  }
  return {
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, 'base64'),
    key: Buffer.from(key, 'base64'),
  };
}

function deriveKey(password: string, salt: Buffer, sizeBytes: number, cost: Argon2Cost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    argon2('argon2id', { ...cost, message: password, nonce: salt, tagLength: sizeBytes }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
