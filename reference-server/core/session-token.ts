import { hash, randomBytes } from 'node:crypto';

const TOKEN_BYTES = 32;

/** Length of a session token in characters: 32 bytes in unpadded base64url. */
export const SESSION_TOKEN_LENGTH = 43;

/** A session token of 256 random bits, in base64url. `random` returns that many random bytes. */
export function newSessionToken(random: (sizeBytes: number) => Buffer = randomBytes): string {
  return random(TOKEN_BYTES).toString('base64url');
}

/** What is stored of a token: its SHA-256 in hex. The token has 256 random bits, so a fast hash is enough. */
export function hashSessionToken(token: string): string {
  return hash('sha256', token, 'hex');
}
