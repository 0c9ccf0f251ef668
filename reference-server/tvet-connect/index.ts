import type { Platform } from '../core/platform.ts';
import { caches, limits, pool } from './documented.ts';
import { statementNames } from './queries.ts';
import { attendanceRoutes } from './routes/attendance.ts';
import { authRoutes } from './routes/auth.ts';
import { contentRoutes } from './routes/content.ts';
import { onlineClassRoutes } from './routes/online-classes.ts';
import { progressRoutes } from './routes/progress.ts';
import { syncRoutes } from './routes/sync.ts';
import { createTvetSessions } from './sessions.ts';
import { readSettings } from './settings.ts';

/** TVET Connect: students sync, check in and join classes; lecturers prepare content and hold sessions. */
export const platform: Platform = {
  limits: Object.values(limits),
  unauthenticatedLimit: limits.general.name,
  pool,
  sessionFamily: caches.session,
  statementNames,
  build({ database, cache, settings, sessionEnded }) {
    const sessions = createTvetSessions({ database, cache, sessionEnded }, readSettings(settings));
    const resources = { database, cache, sessions };
    return {
      findPrincipal: sessions.find,
      async routes(app) {
        for (const routes of [
          authRoutes,
          syncRoutes,
          contentRoutes,
          attendanceRoutes,
          onlineClassRoutes,
          progressRoutes,
        ]) {
          await app.register(routes, resources);
        }
      },
    };
  },
};
