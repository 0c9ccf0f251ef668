import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import { CORE_SCHEMA } from '../../core/core-schema.ts';
import { migrate } from '../../core/migrate.ts';
import { hashPassword } from '../../core/passwords.ts';
import { hashSessionToken, newSessionToken } from '../../core/session-token.ts';
import { startTestApp } from '../../testing/app.ts';
import { platform } from '../index.ts';

export const PASSWORD = 'correct horse battery staple';

/** PDFs: 1 and 2 of course 1, 3 of course 2. `ada` and `ben` take course 1, `cleo` takes course 2. */
export const COURSES = [
  {
    id: 1,
    title: 'Linear Algebra',
    materials: [
      { id: 1, pages: 5 },
      { id: 2, pages: 50 },
    ],
  },
  { id: 2, title: 'Torts', materials: [{ id: 3, pages: 1 }] },
] as const;

export type TestWorld = {
  db: pg.Client;
  token(userId: string): string;
  close(): Promise<void>;
};

/** Tables and the core's, without the document's migration. */
export async function createTables(db: pg.Client): Promise<void> {
  for (const file of [CORE_SCHEMA, new URL('../schema.sql', import.meta.url)]) {
    await db.query(readFileSync(file, 'utf8'));
  }
}

/** Courses, PDFs, users and a session for each in an empty database. */
export async function createTestWorld(databaseUrl: string, isMigrated = true): Promise<TestWorld> {
  const db = new pg.Client(databaseUrl);
  db.on('error', () => {});
  await db.connect();
  await createTables(db);
  if (isMigrated) await migrate(db, platform.migrations!);
  const passwordHash = await hashPassword(PASSWORD);
  const tokens = new Map<string, string>();
  for (const [userId, role] of [
    ['author', 'author'],
    ['ada', 'student'],
    ['ben', 'student'],
    ['cleo', 'student'],
  ] as const) {
    await db.query(
      `INSERT INTO users (user_id, role, email, display_name, password_hash) VALUES ($1::text, $2, $1::text || '@ultudy.example', 'Name of ' || $1::text, $3)`,
      [userId, role, passwordHash],
    );
    tokens.set(userId, newSessionToken());
    await db.query(`INSERT INTO user_sessions VALUES ($1, $2, now() + interval '1 day')`, [
      hashSessionToken(tokens.get(userId)!),
      userId,
    ]);
  }
  for (const { title, materials } of COURSES) {
    const { rows } = await db.query(
      `INSERT INTO courses (author_id, subject, title, description) VALUES ('author', 'Studies', $1, 'All about it') RETURNING id`,
      [title],
    );
    for (const [place, { id, pages }] of materials.entries()) {
      await db.query(
        `INSERT INTO materials (course_id, position, title, pages, size_bytes, sha256, object_key)
         VALUES ($1, $2, 'Reader', $3, 4000, repeat('a', 64), 'courses/' || $1::int || '/' || $4::int || '.pdf')`,
        [rows[0].id, place + 1, pages, id],
      );
    }
  }
  await db.query(`INSERT INTO enrolments (user_id, course_id) VALUES ('ada', 1), ('ben', 1), ('cleo', 2)`);
  return {
    db,
    token(userId) {
      const token = tokens.get(userId);
      if (token === undefined) throw new Error(`there is no ${userId}`);
      return token;
    },
    close: () => db.end(),
  };
}

export function startUltudy(env: Record<string, string>): Promise<FastifyInstance> {
  return startTestApp({ PLATFORM: 'ultudy', ...env });
}
