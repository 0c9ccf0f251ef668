import { hash, randomBytes } from 'node:crypto';

const TOKEN_BYTES = 32;

/** 32 bytes in unpadded base64url. The last of the 43 characters holds 4 bits, so it is one of 16. */
const SESSION_TOKEN = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

/** Whether a text can be a session token at all: any other is refused without a lookup. */
export function isSessionToken(text: string): boolean {
  return SESSION_TOKEN.test(text);
}

/** A session token of 256 random bits, in base64url. `random` returns that many random bytes. */
export function newSessionToken(random: (sizeBytes: number) => Buffer = randomBytes): string {
  return random(TOKEN_BYTES).toString('base64url');
}

/** The stored form of a token: its SHA-256 in hex. The token has 256 random bits, so a fast hash is enough. */
export function hashSessionToken(token: string): string {
  return hash('sha256', token, 'hex');
}
