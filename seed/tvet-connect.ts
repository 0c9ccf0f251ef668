import { accounts } from './generate/tvet-connect/accounts.ts';
import { attendanceSessions } from './generate/tvet-connect/attendance.ts';
import { dateText, TODAY_DAY } from './generate/tvet-connect/calendar.ts';
import { lecturerDashboardContent } from './generate/tvet-connect/dashboard-content.ts';
import { onlineClasses } from './generate/tvet-connect/online-classes.ts';
import { presenceOf } from './generate/tvet-connect/presence.ts';
import { planSemester } from './generate/tvet-connect/semester.ts';
import { studentSyncStatus } from './generate/tvet-connect/sync-status.ts';
import type { SeedParameters, SeedPlan } from './plan.ts';

const SQL_FOLDER = new URL('../reference-server/platforms/tvet-connect/', import.meta.url);

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
