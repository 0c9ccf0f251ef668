import type { SeedParameters, SeedPlan } from '../plan.ts';
import { accounts } from './accounts.ts';
import { attendanceSessions } from './attendance.ts';
import { dateText, TODAY_DAY } from './calendar.ts';
import { lecturerDashboardContent } from './dashboard-content.ts';
import { onlineClasses } from './online-classes.ts';
import { presenceOf } from './presence.ts';
import { planSemester } from './semester.ts';
import { studentSyncStatus } from './sync-status.ts';

const SQL_FOLDER = new URL('../../reference-server/tvet-connect/', import.meta.url);

/** The TVET Connect data set: one semester of technical colleges. Proportions and reasons: README.md. */
export function planTvetConnect({ users, randomSeed, passwordHash }: SeedParameters): SeedPlan {
  const semester = planSemester(users, randomSeed);
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
