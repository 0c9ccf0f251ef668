import type { FastifyRequest } from 'fastify';
import type { Access } from '../core/access.ts';
import { forbidden, notFound } from '../core/errors.ts';
import type { Session } from './session-record.ts';

/** The access rules of the routes. The functions below decide what depends on stored data. */
export const access = {
  anyone: { kind: 'anyone' },
  anyUser: { kind: 'session' },
  /** the holder of a session's token, even if the session is over */
  tokenHolder: { kind: 'session', orItsEnd: true },
  lecturer: { kind: 'session', role: 'lecturer' },
  /** the lecturer, or the student, that the path names */
  thatLecturer: { kind: 'session', role: 'lecturer', self: 'lecturerId' },
  thatStudent: { kind: 'session', role: 'student', self: 'studentId' },
} as const satisfies Record<string, Access>;

/** The session of a route whose rule requires one. */
export function sessionOf(request: FastifyRequest): Session {
  return request.principal as Session;
}

/** Students may read their own plan only; lecturers teach across plans. @throws AppError 403 */
export function requirePlan(session: Session, semesterPlanId: string): void {
  if (session.role === 'student' && session.semesterPlanId !== semesterPlanId) throw forbidden();
}

/**
 * An attendance session or a class is visible to its lecturer and to the students of its plan. For anyone else it does not exist.
 * @throws AppError 404
 */
export function requireVisible(
  session: Session,
  object: { lecturerId: string; semesterPlanId: string },
): void {
  const isVisible =
    session.role === 'lecturer'
      ? object.lecturerId === session.userId
      : object.semesterPlanId === session.semesterPlanId;
  if (!isVisible) throw notFound();
}
