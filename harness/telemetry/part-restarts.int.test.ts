import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PartRestart } from '../model/run.ts';
import { DOCUMENTED_TOPOLOGY } from '../model/testing/documented-topology.ts';
import type { CacheSecond, DatabaseSecond, ProcessSecond, TimelineSecond } from '../model/timeline.ts';
import { sampleSecond } from '../store/testing/samples.ts';
import { startNginx } from '../system/nginx/nginx.ts';
import { processesOf } from '../system/part.ts';
import { findPrograms, type Programs } from '../system/programs/programs.ts';
import { withRedis } from '../system/redis/redis-connection.ts';
import { type Stores, startStores } from '../system/stores.ts';
import { findFreePorts, LOOPBACK } from '../system/supervision/ports.ts';
import { listProcesses } from '../system/supervision/process-tree.ts';
import { type Fixture, STAND_IN_SERVER, startFixture } from '../system/testing/fixture.ts';
import { PartWatch } from './part-watch.ts';
import { createDatabaseSampler } from './postgres.ts';
import { createProcessSampler } from './processes.ts';
import { createCacheSampler } from './redis.ts';
import type { Sampler } from './sampler.ts';

let fixture: Fixture;
let programs: Programs;

beforeAll(async () => {
  fixture = await startFixture();
  programs = await findPrograms(process.env);
  await mkdir(join(fixture.folder, 'logs'), { recursive: true });
});
afterAll(async () => {
  expect(await fixture.end()).toEqual([]);
});

/** Watches a part through a sampler until it notices something new. A failed look is a second without figures. */
function eyesOn<Second>(sampler: Sampler<Second>, placed: (seen: Second) => Partial<TimelineSecond>) {
  const watch = new PartWatch();
  const noticed: PartRestart[] = [];
  const seconds: (Second | null)[] = [];
  const look = async (): Promise<void> => {
    const seen = await sampler.sample().catch(() => null);
    noticed.push(...watch.see({ ...NOTHING, ...(seen && placed(seen)), second: seconds.push(seen) }));
  };
  return {
    noticed,
    seconds,
    /** looks until it sees figures */
    async open(): Promise<void> {
      await expect.poll(() => look().then(() => seconds.at(-1)), PATIENT).not.toBeNull();
    },
    async next(): Promise<string> {
      const known = noticed.length;
      await expect.poll(() => look().then(() => noticed.length), PATIENT).toBe(known + 1);
      return noticed.at(-1)!.what;
    },
    async nothingIn(looks: number): Promise<void> {
      const known = noticed.length;
      for (let i = 0; i < looks; i++) await look();
      expect(noticed.length).toBe(known);
    },
  };
}

const PATIENT = { timeout: 60_000, interval: 50 };
const NOTHING = sampleSecond(0);

describe('PostgreSQL, with a replica', () => {
  let stores: Stores;
  beforeAll(async () => {
    const { folder, supervisor } = fixture;
    const topology = { ...DOCUMENTED_TOPOLOGY, replicas: 1 };
    stores = await startStores({ folder, supervisor, programs, topology });
    await withClient(stores.databaseUrl, (client) =>
      client.query("CREATE ROLE plain LOGIN PASSWORD 'plain'"),
    );
  }, 120_000);

  async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {}); // it is killed on purpose
    await client.connect();
    try {
      return await use(client);
    } finally {
      await client.end().catch(() => {});
    }
  }

  /** Kills a backend of a busy pool with SIGKILL. */
  async function killBackendUnderLoad(url: string): Promise<void> {
    const pool = new pg.Pool({ connectionString: url, max: 8 });
    pool.on('error', () => {});
    pool.on('connect', (client) => client.on('error', () => {}));
    const { rows } = await pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const load = Array.from({ length: 8 }, () => pool.query('SELECT pg_sleep(30)').catch(() => 'lost'));
    process.kill(rows[0]!.pid, 'SIGKILL');
    expect(new Set(await Promise.all(load))).toEqual(new Set(['lost'])); // one was killed, but all are lost
    await pool.end();
  }

  const databaseEyes = (url: string) => {
    const sampler = createDatabaseSampler({ databaseUrl: url, replicaUrls: stores.replicaUrls });
    return { sampler, eyes: eyesOn(sampler, (database: DatabaseSecond) => ({ database })) };
  };
  const REINITIALISED = 'reinitialised after one of its processes crashed';

  it('is noticed when it reinitialises after a backend was killed, and figures restart from zero', async () => {
    const { sampler, eyes } = databaseEyes(stores.databaseUrl);
    await withClient(stores.databaseUrl, async (client) => {
      for (let i = 0; i < 200; i++) await client.query('SELECT 1');
    });
    await eyes.open();
    await eyes.nothingIn(5);
    await killBackendUnderLoad(stores.databaseUrl);
    expect(await eyes.next()).toBe(`postgres ${REINITIALISED}`);
    expect(eyes.noticed[0]!.sinceMs).toBeLessThan(eyes.noticed[0]!.atMs);
    await eyes.nothingIn(5);
    for (const second of eyes.seconds.slice(-5)) {
      expect(second).toMatchObject({ queries: 0, connections: { active: 0 } });
      expect(second!.transactions).toBeLessThan(10);
      expect(Object.values(second!).filter((value) => typeof value === 'number' && value < 0)).toEqual([]);
    }
    await sampler.close();
  });

  it('is also noticed by a role that cannot see the checkpointer', async () => {
    const url = new URL(stores.databaseUrl);
    Object.assign(url, { username: 'plain', password: 'plain' });
    const { sampler, eyes } = databaseEyes(url.href);
    await eyes.open();
    await eyes.nothingIn(3);
    expect(eyes.seconds.at(-1)!.identities!.postgres!.initialization).toBe('after 0 crashes');
    await killBackendUnderLoad(stores.databaseUrl);
    expect(await eyes.next()).toBe(`postgres ${REINITIALISED}`);
    await eyes.nothingIn(3);
    await sampler.close();
  });

  it('is not noticed when only connections are lost', async () => {
    const { sampler, eyes } = databaseEyes(stores.databaseUrl);
    await eyes.open();
    await withClient(stores.databaseUrl, (client) =>
      client.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'proofload-telemetry'",
      ),
    );
    await eyes.open();
    await eyes.nothingIn(3);
    await sampler.close();
  });

  it('reports a crash and a promotion of its replica by name', async () => {
    const { sampler, eyes } = databaseEyes(stores.databaseUrl);
    const [replicaUrl] = stores.replicaUrls as [string];
    const replica = 'postgres-replica-1';
    await expect
      .poll(async () => {
        await eyes.open();
        return eyes.seconds.at(-1)!.identities![replica];
      }, PATIENT)
      .toMatchObject({ role: 'replica' });
    await killBackendUnderLoad(replicaUrl);
    expect(await eyes.next()).toBe(`${replica} ${REINITIALISED}`);
    await withClient(replicaUrl, (client) => client.query('SELECT pg_promote()'));
    expect(await eyes.next()).toBe(`${replica} was promoted to primary`);
    expect(eyes.noticed.map(({ part }) => part)).toEqual([replica, replica]);
    await sampler.close();
  });
});

describe('Redis', () => {
  it('is noticed when it is restarted and when it becomes a replica, and counts from the restart on', async () => {
    const [port] = (await findFreePorts(1)) as [number];
    const url = `redis://${LOOPBACK}:${port}`;
    const start = async () => {
      const part = await fixture.supervisor.spawn({
        ...fixture.shell(''),
        name: 'restarted-redis',
        command: programs.redisServer!.path,
        args: ['--port', String(port), '--bind', LOOPBACK, '--save', '', '--dir', fixture.folder],
      });
      await expect
        .poll(() => withRedis(url, (redis) => redis.ping()).catch(() => null), PATIENT)
        .toBe('PONG');
      return part;
    };
    const sampler = createCacheSampler({ redisUrls: [url] });
    const eyes = eyesOn(sampler, (cache: CacheSecond) => ({ cache }));

    const first = await start();
    await withRedis(url, async (redis) => {
      for (let i = 0; i < 500; i++) await redis.set(`key-${i}`, i);
    });
    await eyes.open();
    first.kill('SIGKILL');
    await first.exited;
    await eyes.nothingIn(2); // being away is not a restart
    const second = await start();
    expect(await eyes.next()).toBe('redis was restarted');
    await eyes.nothingIn(3);
    for (const { commands } of eyes.seconds.slice(-3) as CacheSecond[]) {
      expect(commands).toBeGreaterThanOrEqual(0);
      expect(commands).toBeLessThan(100);
    }
    await withRedis(url, (redis) => redis.replicaof(LOOPBACK, 1));
    expect(await eyes.next()).toBe('redis became a replica');
    await withRedis(url, (redis) => redis.replicaof('NO', 'ONE'));
    expect(await eyes.next()).toBe('redis was promoted to primary');
    await sampler.close();
    await second.stop();
  });
});

describe.skipIf(process.platform !== 'linux')('nginx', () => {
  it('is noticed when one of its workers crashes and is replaced', async () => {
    const [serverPort, port, statusPort] = (await findFreePorts(3)) as [number, number, number];
    const server = await fixture.supervisor.spawn({
      ...fixture.shell(''),
      name: 'stand-in',
      command: process.execPath,
      args: [STAND_IN_SERVER],
      env: { PORT: String(serverPort), HOST: LOOPBACK, SERVER_NAME: 'stand-in' },
    });
    const { part } = await startNginx({
      supervisor: fixture.supervisor,
      program: programs.nginx,
      port,
      statusPort,
      upstreams: [{ name: 'api', servers: [{ port: serverPort, weight: 1 }] }],
      routes: [{ pathPrefix: '/', upstream: 'api' }],
      files: null,
      logsFolder: join(fixture.folder, 'logs'),
      ending: new AsyncDisposableStack(),
    });
    const sampler = createProcessSampler({
      parts: () => [...processesOf([part]), { name: 'stand-in', pid: server.pid }],
    });
    const eyes = eyesOn(sampler, (processes: ProcessSecond[]) => ({ processes }));
    await eyes.open();
    const children = () => listProcesses().filter(({ parentPid }) => parentPid === part.pid);
    const seenWorkers = () => eyes.seconds.at(-1)?.find(({ name }) => name === part.name)?.identity?.workers;
    // A worker that nginx has just made still has the master's title.
    await expect
      .poll(() => eyes.nothingIn(1).then(() => seenWorkers()?.length), PATIENT)
      .toBe(children().length);
    await eyes.nothingIn(3);
    const [worker] = children();
    process.kill(worker!.pid, 'SIGKILL');
    expect(await eyes.next()).toBe('a worker process of nginx crashed');
    await eyes.nothingIn(3);
    await part.stop();
    await server.stop();
  });
});
