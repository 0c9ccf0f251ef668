import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { METRICS_TOKEN } from './testing/app.ts';
import { type ServerProcess, spawnServer, startServerProcess } from './testing/server-process.ts';
import { startTestSystem, type TestSystem } from './testing/test-system.ts';
import type { TestWorld } from './testing/world.ts';

let system: TestSystem;
let world: TestWorld;

beforeAll(async () => {
  system = await startTestSystem(1);
  world = system.world;
});
afterAll(() => system?.stop());

const startServer = (env: Record<string, string>) => startServerProcess({ ...system.env, ...env });

async function health(server: ServerProcess): Promise<{ database: { poolSize: number } }> {
  const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
  const response = await fetch(`${server.url}/health`, { headers });
  return (await response.json()) as { database: { poolSize: number } };
}

const read = (server: ServerProcess) =>
  fetch(`${server.url}/students/student-0/sync`, {
    headers: { authorization: `Bearer ${world.token('student-0')}` },
  });

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s: requests in flight are answered, then it exits with 0',
  async (signal) => {
    await world.db.query(
      `INSERT INTO student_sync_status (student_id, sync_data) VALUES ('student-0', '{}')`,
    );
    const defects = {
      PLANTED_DEFECTS: '{"slowStatement":{"statement":"sync_read","delayMs":700}}',
      CACHE: 'none',
    };
    const server = await startServer(defects);
    const inFlight = read(server);
    await expect
      .poll(async () => {
        const { rows } = await world.db.query(
          `SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep%sync_read%' AND state = 'active' AND datname = current_database() AND pid <> pg_backend_pid()`,
        );
        return rows.length;
      })
      .toBe(1);
    server.process.kill(signal);
    expect((await inFlight).status).toBe(200);
    expect(await server.exited).toBe(0);
    await expect(read(server)).rejects.toThrow();
    expect(server.log.some((line) => line.includes('defects are planted'))).toBe(true);
  },
);

test('a request that does not end delays the exit for a bounded time only', async () => {
  const defects = {
    PLANTED_DEFECTS: '{"slowStatement":{"statement":"sync_read","delayMs":25000}}',
    CACHE: 'none',
  };
  const server = await startServer({ ...defects, SHUTDOWN_TIMEOUT_MS: '300' });
  const inFlight = read(server).catch((error: Error) => error);
  await expect.poll(async () => (await health(server)).database.poolSize).toBeGreaterThan(0);
  server.process.kill('SIGTERM');
  expect(await server.exited).toBe(1);
  expect(await inFlight).toBeInstanceOf(Error);
});

test('the log of a failing server contains no password and no token', async () => {
  const url = 'postgres://someone:pass-of-database@127.0.0.1:1/none';
  const server = await startServer({ DATABASE_URL: url, REDIS_URL: 'redis://:pass-of-redis@127.0.0.1:1' });
  expect((await fetch(`${server.url}/health`)).status).toBe(503);
  expect((await read(server)).status).toBe(503);
  server.process.kill('SIGTERM');
  expect(await server.exited).toBe(0);
  const log = server.log.join('\n');
  expect(log).toContain('cannot be reached');
  for (const secret of ['pass-of-database', 'pass-of-redis', METRICS_TOKEN, world.token('student-0')]) {
    expect(log).not.toContain(secret);
  }
});

test('an invalid configuration ends it with 2 and one line that names the variable', async () => {
  const child = spawnServer({ METRICS_TOKEN });
  let written = '';
  child.stderr?.on('data', (chunk) => {
    written += chunk;
  });
  const [code] = await once(child, 'close');
  expect(code).toBe(2);
  expect(JSON.parse(written).msg).toBe('DATABASE_URL is not set');
});

test('a port in use ends it with 5', async () => {
  const first = await startServer({});
  const port = new URL(first.url).port;
  const second = spawnServer({ ...system.env, METRICS_TOKEN, PORT: port });
  const [code] = await once(second, 'exit');
  expect(code).toBe(5);
  first.process.kill('SIGTERM');
  expect(await first.exited).toBe(0);
});
