import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

/** PostgreSQL's own number, since it has SCRAM. */
const ITERATIONS = 4096;

/**
 * What PostgreSQL and PgBouncer store to check a password: "SCRAM-SHA-256$4096:salt$stored:server". A statement with this instead of the
 * password does not reveal the password in logs or statistics. Source: RFC 5802, RFC 7677; the form is that of PostgreSQL's
 * src/common/scram-common.c. @param password of ASCII characters, which need no preparation
 */
export function scramSecret(password: string, salt: Buffer = randomBytes(16)): string {
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256');
  const keyOf = (name: string) => createHmac('sha256', salted).update(name).digest();
  const stored = createHash('sha256').update(keyOf('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${stored}:${keyOf('Server Key').toString('base64')}`;
}
