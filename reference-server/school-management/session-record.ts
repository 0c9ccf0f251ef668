/** Who a request comes from. Staff have no class; a head has no row of teachers or students either. */
export type Session = {
  userId: string;
  role: 'head' | 'teacher' | 'student';
  schoolId: number;
  /** of teachers or students */
  personId: number | null;
  classId: number | null;
  expiresAtMs: number;
};

/** The cache key of a session, by the hash of its token. It is found before its school is known. */
export function sessionCacheKey(tokenHash: string): string {
  return `user_session:${tokenHash}`;
}

/** The cached value of a session. */
export function encodeSession(session: Session): string {
  const { userId, role, schoolId, personId, classId, expiresAtMs } = session;
  return JSON.stringify({ userId, role, schoolId, personId, classId, expiresAtMs });
}

/** Reads what `encodeSession` wrote. */
export function decodeSession(text: string): Session {
  return JSON.parse(text) as Session;
}

/** The number of the school that a user's id begins with; null if it is not such an id. */
export function schoolOfUserId(userId: string): number | null {
  const [, school] = /^(\d{4,})-[hts]-\d{5}$/.exec(userId) ?? [];
  return school === undefined ? null : Number(school);
}
