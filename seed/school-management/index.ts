import { cachePolicy } from '../../reference-server/school-management/cache-policy.ts';
import { SESSION_LIFETIME_SEC } from '../../reference-server/school-management/documented.ts';
import { encodeSession, sessionCacheKey } from '../../reference-server/school-management/session-record.ts';
import type { SeedParameters, SeedPlan } from '../plan.ts';
import type { PlatformSeed, SessionKeeping } from '../platform-seed.ts';
import { TODAY } from './calendar.ts';
import { filesTable, filesToStore } from './files.ts';
import { lessonTables } from './lessons.ts';
import { peopleTables } from './people.ts';
import { planSchools } from './schools.ts';
import { type Account, world } from './world.ts';

const SQL_FOLDER = new URL('../../reference-server/school-management/', import.meta.url);

/** A term of several schools; its size is the number of users. Proportions and reasons: README.md. */
export const seed: PlatformSeed<Account> = { plan, sessions: sessions(), world, files: filesToStore };

function plan({ size, randomSeed, passwordHash }: SeedParameters): SeedPlan {
  const schools = planSchools(size);
  return {
    platform: 'school-management',
    today: TODAY,
    tables: [
      ...lessonTables(schools, randomSeed),
      filesTable(schools, randomSeed),
      ...peopleTables(schools, randomSeed, passwordHash),
    ],
    emptyTables: ['user_sessions'],
    schemaFiles: [new URL('schema.sql', SQL_FOLDER)],
    indexesFile: new URL('indexes.sql', SQL_FOLDER),
  };
}

/** Uses the table and the cache key that the server reads. */
function sessions(): SessionKeeping<Account> {
  return {
    accountsTable: 'users',
    table: {
      name: 'user_sessions',
      columns: ['token_hash', 'school_id', 'user_id', 'role', 'person_id', 'class_id', 'expires_at'],
    },
    keyPrefix: sessionCacheKey(''),
    lifetimeSec: SESSION_LIFETIME_SEC,
    row: ({ tokenHash, account: { schoolId, userId, role, personId, classId }, expiresAtMs }) => [
      tokenHash,
      schoolId,
      userId,
      role,
      personId,
      classId,
      new Date(expiresAtMs).toISOString(),
    ],
    cached({ tokenHash, account, expiresAtMs }) {
      const { key, ttlSeconds } = cachePolicy.userSession(tokenHash);
      return { key, ttlSeconds, value: encodeSession({ ...account, expiresAtMs }) };
    },
  };
}
