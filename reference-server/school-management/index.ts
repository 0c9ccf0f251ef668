import { ConfigError } from '../core/config.ts';
import type { Platform } from '../core/platform.ts';
import { caches, limits, pool, SERVICES, type Service } from './documented.ts';
import { queriesOf } from './queries/index.ts';
import { academicRoutes } from './routes/academic.ts';
import { announcementRoutes } from './routes/announcements.ts';
import { authRoutes } from './routes/auth.ts';
import { fileRoutes } from './routes/files.ts';
import { notificationRoutes } from './routes/notifications.ts';
import type { RoutesOfService } from './routes/resources.ts';
import { schoolRoutes } from './routes/school.ts';
import { createSchoolSessions } from './sessions.ts';
import { readSettings } from './settings.ts';

const ROUTES: Record<Service, readonly RoutesOfService[]> = {
  auth: [authRoutes],
  school: [schoolRoutes],
  academic: [academicRoutes],
  communication: [announcementRoutes, fileRoutes],
  notification: [notificationRoutes],
};

/** Several schools in one system: attendance, timetable, homework, notifications and files, each for its own school alone. */
export const platform: Platform = {
  limits: Object.values(limits),
  unauthenticatedLimit: limits.general.name,
  pool,
  sessionFamily: caches.session,
  statementNames: Object.values(queriesOf({ schoolFilter: true })).map(({ name }) => name),
  build({ database, cache, settings, kind, storage, sessionEnded }) {
    const queries = queriesOf(readSettings(settings));
    const sessions = createSchoolSessions({ database, cache, sessionEnded }, queries);
    const routes = servicesOf(kind).flatMap((service) => ROUTES[service]);
    return {
      findPrincipal: sessions.find,
      async routes(app) {
        for (const each of routes) await app.register(each, { database, cache, sessions, queries, storage });
      },
    };
  },
};

/** One program can be the whole platform or any of its services. @throws ConfigError */
function servicesOf(kind: string): readonly Service[] {
  if (kind === 'server') return SERVICES;
  const service = SERVICES.find((each) => each === kind);
  if (service === undefined)
    throw new ConfigError(`SERVER_KIND must be server, or one of ${SERVICES.join(', ')}`);
  return [service];
}
