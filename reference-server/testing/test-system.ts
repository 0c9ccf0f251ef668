import type { FastifyInstance } from 'fastify';
import { startTestApp } from './app.ts';
import { openTestDatabases } from './databases.ts';
import { startTestRedis, type TestStore } from './stores.ts';
import { createTestWorld, type TestWorld } from './world.ts';

/** What a server needs: a database with the users of a `TestWorld`, and a Redis. */
export type TestSystem = {
  /** environment variables for servers */
  env: { DATABASE_URL: string; REDIS_URL: string };
  redis: TestStore;
  world: TestWorld;
  /** starts an app, which is closed with the system if not before */
  start(env?: Record<string, string>): Promise<FastifyInstance>;
  stop(): Promise<void>;
};

export async function startTestSystem(studentCount: number): Promise<TestSystem> {
  const [databases, redis] = await Promise.all([openTestDatabases(), startTestRedis()]);
  const databaseUrl = await databases.create();
  const world = await createTestWorld(databaseUrl, studentCount);
  const env = { DATABASE_URL: databaseUrl, REDIS_URL: redis.url };
  const apps: FastifyInstance[] = [];
  return {
    env,
    redis,
    world,
    async start(more = {}) {
      const app = await startTestApp({ ...env, ...more });
      apps.push(app);
      return app;
    },
    async stop() {
      for (const app of apps) await app.close();
      await world.close();
      await Promise.all([databases.drop(), redis.stop()]);
    },
  };
}
