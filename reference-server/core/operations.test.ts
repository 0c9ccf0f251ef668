import Fastify from 'fastify';
import { expect, test } from 'vitest';
import type { Database } from './database.ts';
import type { Metrics } from './metrics.ts';
import { operationsRoutes } from './operations.ts';

test('requests for the details of /health share one query and one request to the object store', async () => {
  const asked = { database: 0, storage: 0 };
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
  const app = Fastify();
  operationsRoutes(app, {
    database: {
      stats: () => ({ total: 1, idle: 1, waiting: 0 }),
      async query() {
        asked.database += 1;
        return [];
      },
    } as unknown as Database,
    store: null,
    storage: {
      async isAvailable() {
        asked.storage += 1;
        await answered;
        return true;
      },
    },
    isMetricsToken: () => true,
    isHealthOpen: false,
    metrics: { contentLookups: () => ({}) } as unknown as Metrics,
    nowMs: () => 0,
  });
  const health = () => app.inject({ url: '/health', headers: { authorization: 'Bearer of-an-operator' } });
  const both = Promise.all([health(), health()]);
  await expect.poll(() => asked.storage).toBeGreaterThan(0);
  answer();
  for (const response of await both)
    expect(response.json()).toMatchObject({ storage: 'up', database: { state: 'up' } });
  expect(asked).toEqual({ database: 1, storage: 1 });
  await health();
  expect(asked).toEqual({ database: 2, storage: 2 });
  await app.close();
});
