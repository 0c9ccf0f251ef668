import type { FastifyRequest } from 'fastify';
import type { Access } from '../core/access.ts';
import type { Database, DatabaseAccess } from '../core/database.ts';
import { forbidden, notFound } from '../core/errors.ts';
import type { Session } from './session-record.ts';

/** The access rules of the routes. The functions below decide what depends on stored data. */
export const access = {
  anyone: { kind: 'anyone' },
  anyUser: { kind: 'session' },
  /** the holder of a session's token, even if the session is over */
  tokenHolder: { kind: 'session', orItsEnd: true },
  head: { kind: 'session', role: 'head' },
  student: { kind: 'session', role: 'student' },
} as const satisfies Record<string, Access>;

/** The session of a route whose rule requires one. */
export function sessionOf(request: FastifyRequest): Session {
  return request.principal as Session;
}

/** Teachers and heads. @throws AppError 403 */
export function requireStaff({ role }: Session): void {
  if (role === 'student') throw forbidden();
}

/** For a student only the own class exists. @throws AppError 404 */
export function requireClass({ role, classId }: Session, wanted: number): void {
  if (role === 'student' && classId !== wanted) throw notFound();
}

/**
 * The database as one school sees it: row-level security hides every row of another. Statements name the school as well, so each of the two
 * locks holds without the other.
 */
export function inSchool(database: Database, schoolId: number): DatabaseAccess {
  return database.withSettings({ 'app.school_id': String(schoolId) });
}

/** The database as the holder of a token sees it: only that session. */
export function withToken(database: Database, tokenHash: string): DatabaseAccess {
  return database.withSettings({ 'app.token_hash': tokenHash });
}
