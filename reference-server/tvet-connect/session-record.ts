/** Who a request comes from. `semesterPlanId` is the student's plan, null for a lecturer. */
export type Session = {
  userId: string;
  role: 'student' | 'lecturer';
  name: string;
  semesterPlanId: string | null;
  expiresAtMs: number;
};

/** The cache key of a session, by the hash of its token (core/session-token.ts). */
export function sessionCacheKey(tokenHash: string): string {
  return `user_session:${tokenHash}`;
}

/** The cached value of a session: JSON text, too short to be compressed. */
export function encodeSession(session: Session): string {
  const { userId, role, name, semesterPlanId, expiresAtMs } = session;
  return JSON.stringify({ userId, role, name, semesterPlanId, expiresAtMs });
}

/** Reads what `encodeSession` wrote. */
export function decodeSession(text: string): Session {
  return JSON.parse(text) as Session;
}
