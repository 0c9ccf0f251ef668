import type { SeedParameters, SeedPlan } from '../plan.ts';
import type { PlatformSeed } from '../platform-seed.ts';
import type { Account } from './account-pages.ts';
import { accounts } from './accounts.ts';
import { attendanceSessions } from './attendance.ts';
import { dateText, TODAY_DAY } from './calendar.ts';
import { lecturerDashboardContent } from './dashboard-content.ts';
import { onlineClasses } from './online-classes.ts';
import { presenceOf } from './presence.ts';
import { planSemester } from './semester.ts';
import { sessions } from './sessions.ts';
import { studentSyncStatus } from './sync-status.ts';
import { world } from './world.ts';

const SQL_FOLDER = new URL('../../reference-server/tvet-connect/', import.meta.url);

/** One semester of technical colleges; its size is the number of students. Proportions and reasons: README.md. */
export const seed: PlatformSeed<Account> = { plan, sessions, world };

function plan({ size, randomSeed, passwordHash }: SeedParameters): SeedPlan {
  const semester = planSemester(size, randomSeed);
  const presence = presenceOf(semester);
  return {
    platform: 'tvet-connect',
    today: dateText(TODAY_DAY),
    tables: [
      attendanceSessions(semester, randomSeed, presence),
      onlineClasses(semester, randomSeed, presence),
      studentSyncStatus(semester, randomSeed),
      lecturerDashboardContent(semester, randomSeed),
      accounts(semester, randomSeed, passwordHash),
    ],
    emptyTables: ['user_sessions'],
    schemaFiles: [new URL('schema.sql', SQL_FOLDER), new URL('accounts.sql', SQL_FOLDER)],
    indexesFile: new URL('indexes.sql', SQL_FOLDER),
  };
}
