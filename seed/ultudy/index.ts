import { caches } from '../../reference-server/ultudy/documented.ts';
import { encodeSession, type Session, sessionKey } from '../../reference-server/ultudy/session-record.ts';
import type { SeedParameters, SeedPlan } from '../plan.ts';
import type { PlatformSeed } from '../platform-seed.ts';
import { TODAY } from './calendar.ts';
import { planCatalogue } from './catalogue.ts';
import { courses, materials } from './courses.ts';
import { materialFiles } from './material-files.ts';
import { bookmarks, enrolments, studyProgress } from './study.ts';
import { users } from './users.ts';
import { type Account, world } from './world.ts';

const SERVER_FOLDER = new URL('../../reference-server/ultudy/', import.meta.url);

/** Students, the courses they take, and how far they have come. The size is the number of students. Reasons: README.md. */
export const seed: PlatformSeed<Account> = {
  plan,
  files: ({ size, randomSeed }) => materialFiles(planCatalogue(size, randomSeed), randomSeed),
  world,
  sessions: {
    accountsTable: 'users',
    table: { name: 'user_sessions', columns: ['token_hash', 'user_id', 'expires_at'] },
    keyPrefix: sessionKey(''),
    lifetimeSec: caches.ttlSec.user_session,
    row: ({ tokenHash, account, expiresAtMs }) => [
      tokenHash,
      account.userId,
      new Date(expiresAtMs).toISOString(),
    ],
    cached: ({ tokenHash, account, expiresAtMs }) => ({
      key: sessionKey(tokenHash),
      ttlSeconds: caches.ttlSec.user_session,
      value: encodeSession({ ...account, role: account.role as Session['role'], expiresAtMs }),
    }),
  },
};

function plan({ size, randomSeed, passwordHash }: SeedParameters): SeedPlan {
  const catalogue = planCatalogue(size, randomSeed);
  return {
    platform: 'ultudy',
    today: TODAY,
    tables: [
      studyProgress(catalogue, randomSeed),
      materials(catalogue, randomSeed),
      enrolments(catalogue, randomSeed),
      bookmarks(catalogue, randomSeed),
      users(catalogue, randomSeed, passwordHash),
      courses(catalogue),
    ],
    emptyTables: ['user_sessions', 'pgmigrations'],
    schemaFiles: [new URL('schema.sql', SERVER_FOLDER)],
    migrations: new URL('migrations/', SERVER_FOLDER),
  };
}
