import { Redis } from 'ioredis';
import type { Bench, Benchmark } from './benchmark.ts';
import { type BenchRequest, throughputOf } from './closed-loop.ts';
import { type RouteServers, startRouteServers, stopRouteServers } from './route-servers.ts';

/** Enough users that none gets near the limit of 1,000 requests in 15 minutes. */
const USERS = 5_000;

type Context = { servers: RouteServers; ours: BenchRequest[]; baseline: BenchRequest[] };

/**
 * A student's sync status, answered from Redis: ours with session, rate limit, validation and metrics; the baseline
 * reads the same bytes with one GET.
 */
export const cachedRoute: Benchmark<Context> = {
  name: 'cached-route',
  description: 'a route answered from the cache, against a bare Fastify and ioredis route',
  unit: 'requests/s',
  goal: 0.7,
  async setUp(bench: Bench) {
    const servers = await startRouteServers(bench);
    const students = servers.world.students.slice(0, USERS);
    const ours = students.map(([id, token]) => ({
      path: `/students/${id}/sync`,
      headers: { authorization: `Bearer ${token}` },
    }));
    const redis = new Redis(bench.stores.redisUrl);
    for (const [index, [id]] of students.entries()) {
      const response = await fetch(servers.ours.url + ours[index]!.path, { headers: ours[index]!.headers });
      await redis.set(`baseline:${id}`, await response.text());
    }
    redis.disconnect();
    return { servers, ours, baseline: students.map(([id]) => ({ path: `/cached/${id}`, headers: {} })) };
  },
  ours: ({ servers, ours }) => throughputOf(servers.ours.url, ours),
  baseline: ({ servers, baseline }) => throughputOf(servers.baselineUrl, baseline),
  tearDown: ({ servers }) => stopRouteServers(servers),
};
