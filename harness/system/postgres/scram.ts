import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

/** PostgreSQL's own, since it knows SCRAM. */
const ITERATIONS = 4096;

/**
 * What PostgreSQL and PgBouncer keep of a password to check it by: "SCRAM-SHA-256$4096:salt$stored:server". A statement that holds it
 * instead of the password tells nobody the password, in logs and statistics alike. Source: RFC 5802, RFC 7677; the form is that of PostgreSQL's
 * src/common/scram-common.c. @param password of ASCII characters, which need no preparation
 */
export function scramSecret(password: string, salt: Buffer = randomBytes(16)): string {
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256');
  const keyOf = (name: string) => createHmac('sha256', salted).update(name).digest();
  const stored = createHash('sha256').update(keyOf('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${stored}:${keyOf('Server Key').toString('base64')}`;
}
