import type { Benchmark } from './benchmark.ts';
import { type BenchRequest, throughputOf } from './closed-loop.ts';
import { type RouteServers, startRouteServers, stopRouteServers } from './route-servers.ts';

const FILTER = 'announcement';

type Context = { servers: RouteServers; ours: BenchRequest[]; baseline: BenchRequest[] };

/**
 * A lecturer's content of one type, which is never cached: ours with session, rate limit, validation and metrics; the
 * baseline runs the same prepared statement with the same parameters.
 */
export const databaseRoute: Benchmark<Context> = {
  name: 'database-route',
  description: 'a route answered from the database, against a bare Fastify and pg route',
  unit: 'requests/s',
  goal: 0.7,
  async setUp(bench) {
    const servers = await startRouteServers(bench);
    const { lecturers } = servers.world;
    return {
      servers,
      ours: lecturers.map(([id, token]) => ({
        path: `/lecturers/${id}/content?contentType=${FILTER}`,
        headers: { authorization: `Bearer ${token}` },
      })),
      baseline: lecturers.map(([id]) => ({ path: `/queried/${id}?filter=${FILTER}`, headers: {} })),
    };
  },
  ours: ({ servers, ours }) => throughputOf(servers.ours.url, ours),
  baseline: ({ servers, baseline }) => throughputOf(servers.baselineUrl, baseline),
  tearDown: ({ servers }) => stopRouteServers(servers),
};
