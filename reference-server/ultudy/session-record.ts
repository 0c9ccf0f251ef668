/** Who a request comes from. */
export type Session = { userId: string; role: 'student' | 'author'; name: string; expiresAtMs: number };

/** The cache key of a session, by the hash of its token. */
export const sessionKey = (tokenHash: string) => `user_session:${tokenHash}`;

export const encodeSession = ({ userId, role, name, expiresAtMs }: Session) =>
  JSON.stringify({ userId, role, name, expiresAtMs });

export const decodeSession = (text: string) => JSON.parse(text) as Session;
