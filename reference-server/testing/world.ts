import { readFileSync } from 'node:fs';
import pg from 'pg';
import { CORE_SCHEMA } from '../core/core-schema.ts';
import { hashPassword } from '../core/passwords.ts';
import { hashSessionToken, newSessionToken } from '../core/session-token.ts';

export const PASSWORD = 'correct horse battery staple';

/** Plan A has the lecturers' work and `studentsOfA` students; plan B has one student. */
export type TestWorld = {
  db: pg.Client;
  /** the live session token of a user: student-0, student-1, ..., stranger (plan B), lecturer, colleague */
  token(userId: string): string;
  studentsOfA: string[];
  close(): Promise<void>;
};

const PLATFORM = new URL('../tvet-connect/', import.meta.url);

/** Creates tables, indexes, accounts and a session for each account in an empty database. */
export async function createTestWorld(databaseUrl: string, studentCount = 100): Promise<TestWorld> {
  const db = new pg.Client(databaseUrl);
  await db.connect();
  const files = ['schema.sql', 'accounts.sql', 'indexes.sql'].map((file) => new URL(file, PLATFORM));
  for (const file of [CORE_SCHEMA, ...files]) await db.query(readFileSync(file, 'utf8'));
  const passwordHash = await hashPassword(PASSWORD);
  const studentsOfA = Array.from({ length: studentCount }, (_, index) => `student-${index}`);
  const tokens = new Map<string, string>();
  const add = async (userId: string, role: string, semesterPlanId: string | null) => {
    const token = newSessionToken();
    tokens.set(userId, token);
    const account = [userId, role, `Name of ${userId}`, semesterPlanId, passwordHash];
    await db.query('INSERT INTO accounts VALUES ($1, $2, $3, $4, $5)', account);
    const session = [hashSessionToken(token), userId];
    await db.query(`INSERT INTO user_sessions VALUES ($1, $2, now() + interval '1 day')`, session);
  };
  for (const studentId of studentsOfA) await add(studentId, 'student', 'plan-a');
  await add('stranger', 'student', 'plan-b');
  await add('lecturer', 'lecturer', null);
  await add('colleague', 'lecturer', null);

  return {
    db,
    token(userId) {
      const token = tokens.get(userId);
      if (token === undefined) throw new Error(`there is no ${userId}`);
      return token;
    },
    studentsOfA,
    close: () => db.end(),
  };
}
