import Fastify from 'fastify';
import { Redis } from 'ioredis';
import pg from 'pg';

/*
 * The minimal server: one route that reads a key from Redis, one that runs a prepared statement, and nothing else. It shows the
 * cost of the frameworks alone.
 */
const { PORT, REDIS_URL, DATABASE_URL, BASELINE_STATEMENT } = process.env as Record<string, string>;
const JSON_TYPE = 'application/json; charset=utf-8';

const redis = new Redis(REDIS_URL!, { enableAutoPipelining: true });
const pool = new pg.Pool({ connectionString: DATABASE_URL!, max: 100 });
const app = Fastify({ logger: false });

app.get<{ Params: { id: string } }>('/cached/:id', async ({ params }, reply) => {
  return reply.type(JSON_TYPE).send(await redis.get(`baseline:${params.id}`));
});

app.get<{ Params: { id: string }; Querystring: { filter: string } }>(
  '/queried/:id',
  async (request, reply) => {
    const values = [request.params.id, request.query.filter, null];
    const { rows } = await pool.query<{ body: string }>({
      name: 'baseline',
      text: BASELINE_STATEMENT!,
      values,
    });
    return reply.type(JSON_TYPE).send(rows[0]!.body);
  },
);

app.get('/health', async () => ({ status: 'ok' }));

process.on('SIGTERM', async () => {
  await app.close();
  await pool.end();
  redis.disconnect();
});

await app.listen({ port: Number(PORT), host: '127.0.0.1' });
