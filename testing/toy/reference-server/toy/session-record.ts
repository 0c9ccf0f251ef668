export type Session = { userId: string; role: string; expiresAtMs: number };

export const sessionKey = (tokenHash: string) => `reader_session:${tokenHash}`;

export const encodeSession = ({ userId, role, expiresAtMs }: Session) =>
  JSON.stringify({ userId, role, expiresAtMs });

export const decodeSession = (text: string) => JSON.parse(text) as Session;
