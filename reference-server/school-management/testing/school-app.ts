import Fastify, { type FastifyInstance, type RouteOptions } from 'fastify';
import { pino } from 'pino';
import { guardRoutes } from '../../core/access.ts';
import { createDatabase } from '../../core/database.ts';
import { dateFormats } from '../../core/dates.ts';
import { handleErrors } from '../../core/errors.ts';
import { readJsonBodies } from '../../core/json-body.ts';
import { createMetrics } from '../../core/metrics.ts';
import type { ObjectStorage, StoredObject } from '../../core/object-storage.ts';
import { createRateLimiter } from '../../core/rate-limiter.ts';
import { createUncached } from '../../core/uncached.ts';
import { TEST_POOL } from '../../testing/pool-policy.ts';
import { limits } from '../documented.ts';
import { platform } from '../index.ts';

/** An object store in memory. Clients of the signed URLs do not exist: tests put bytes into it themselves. */
export function memoryStorage() {
  const objects = new Map<string, StoredObject>();
  const storage: ObjectStorage = {
    async signUpload(key, { contentType }) {
      return {
        method: 'PUT',
        url: `http://store.test/${key}?signed`,
        headers: { 'content-type': contentType },
      };
    },
    async signParts(key, { parts }) {
      return parts.map((_, part) => ({
        method: 'PUT',
        url: `http://store.test/${key}?signed&part=${part}`,
        headers: {},
      }));
    },
    async joinParts() {},
    async abandonParts() {},
    async signDownload(key) {
      return `http://store.test/${key}?signed`;
    },
    async put(key, bytes, contentType) {
      objects.set(key, { sizeBytes: bytes.length, contentType, sha256: null });
    },
    async find(key) {
      return objects.get(key) ?? null;
    },
    async remove(key) {
      objects.delete(key);
    },
    isAvailable: async () => true,
    close() {},
  };
  return { objects, storage };
}

export type SchoolApp = {
  app: FastifyInstance;
  /** every route that the platform has registered, e.g. "GET /files/:fileId" */
  routes: string[];
  objects: Map<string, StoredObject>;
};

/**
 * The platform's routes without cache and without limits of requests, so that every request reaches the database.
 * @param settings PLATFORM_SETTINGS
 */
export async function startSchoolApp(
  databaseUrl: string,
  { settings = {}, kind = 'server' }: { settings?: object; kind?: string } = {},
): Promise<SchoolApp> {
  const log = pino({ level: 'silent' });
  const metrics = createMetrics(platform.sessionFamily);
  const database = createDatabase(
    {
      url: databaseUrl,
      replicaUrls: [],
      throughBouncer: false,
      applicationName: 'school',
      policy: TEST_POOL,
    },
    metrics,
    log,
  );
  const cache = createUncached({ singleFlight: false, recordLookup: () => {}, log, marked: null });
  const { objects, storage } = memoryStorage();
  const system = platform.build({
    ...{ database, cache, settings, kind, storage },
    sessionEnded: metrics.sessionEnded,
  });
  const app = Fastify({
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, formats: dateFormats } },
  });
  readJsonBodies(app);
  handleErrors(app, log, () => {});
  guardRoutes(app, {
    cache,
    findPrincipal: system.findPrincipal,
    limiters: Object.values(limits).map((limit) => createRateLimiter({ ...limit, max: 1_000_000 }, null)),
    unauthenticatedLimit: limits.general.name,
    isMetricsToken: () => false,
    metrics,
    nowMs: Date.now,
    isTrustedPeer: () => false,
  });
  const routes: string[] = [];
  app.addHook('onRoute', ({ method, url }: RouteOptions) => {
    for (const each of [method].flat()) if (each !== 'HEAD') routes.push(`${each} ${url}`);
  });
  app.addHook('onClose', async () => {
    await database.close();
    metrics.close();
  });
  await app.register(system.routes);
  await app.ready();
  return { app, routes, objects };
}
