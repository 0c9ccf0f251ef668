import type { Platform } from '../core/platform.ts';
import { caches, limits, POOL_STATISTICS_EVERY_SEC, pool } from './documented.ts';
import { queries } from './queries.ts';
import { authRoutes } from './routes/auth.ts';
import { bookmarkRoutes } from './routes/bookmarks.ts';
import { courseRoutes } from './routes/courses.ts';
import { dashboardRoutes } from './routes/dashboard.ts';
import { materialRoutes } from './routes/materials.ts';
import { progressRoutes } from './routes/progress.ts';
import { sessionsOf } from './sessions.ts';

/** Ultudy: students take courses, read their PDFs, and come back to where they were. */
export const platform: Platform = {
  limits: Object.values(limits),
  unauthenticatedLimit: limits.general.name,
  pool,
  sessionFamily: caches.session,
  statementNames: Object.values(queries).map(({ name }) => name),
  migrations: new URL('migrations/', import.meta.url),
  poolStatisticsEverySec: POOL_STATISTICS_EVERY_SEC,
  isHealthOpen: true,
  tellsServedFrom: true,
  build({ database, cache, storage, sessionEnded }) {
    const sessions = sessionsOf(database, cache, sessionEnded);
    const resources = { database, cache, storage, sessions };
    return {
      findPrincipal: sessions.find,
      async routes(app) {
        for (const routes of [
          authRoutes,
          courseRoutes,
          materialRoutes,
          progressRoutes,
          bookmarkRoutes,
          dashboardRoutes,
        ]) {
          await app.register(routes, resources);
        }
      },
    };
  },
};
