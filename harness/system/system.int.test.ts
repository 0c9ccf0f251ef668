import { readdirSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DOCUMENTED_TOPOLOGY } from '../model/testing/documented-topology.ts';
import { parseStubStatus } from '../telemetry/nginx.ts';
import { BALANCER_ADDRESS, STATUS_PATH } from './nginx/nginx-config.ts';
import { partNamed, processesOf } from './part.ts';
import { findPrograms } from './programs/programs.ts';
import { nodeAt } from './redis/redis.ts';
import { findFreePorts } from './supervision/ports.ts';
import { listProcesses, membersOf } from './supervision/process-tree.ts';
import { type System, type SystemOptions, startSystem } from './system.ts';
import { type Fixture, isPaused, isRunning, STAND_IN_SERVER, startFixture } from './testing/fixture.ts';

const PATIENT = { timeout: 60_000, interval: 20 };

let fixture: Fixture;
let options: SystemOptions;
let system: System;

beforeAll(async () => {
  fixture = await startFixture();
  const env = { PATH: process.env.PATH, DATABASE_URL: 'not needed', REDIS_URL: 'not needed' };
  options = {
    stores: {
      databaseUrl: 'not looked at',
      serverRole: null,
      serverDatabaseUrl: 'postgres://u:secret-one@127.0.0.1/d',
      serverReplicaUrls: ['postgres://u:secret-three@127.0.0.1/d'],
      serverRedisNodes: [nodeAt('redis://:secret-two@127.0.0.1')],
      serverObjectStore: null,
    },
    supervisor: fixture.supervisor,
    programs: await findPrograms(env),
    topology: DOCUMENTED_TOPOLOGY,
    plantedDefects: {},
    platform: 'tvet-connect',
    folder: fixture.folder,
    serverEntry: STAND_IN_SERVER,
  };
  system = await startSystem(options);
});
afterAll(async () => {
  expect(await fixture.end()).toEqual([]);
});

type Seen = { server: string; peer: string; headers: Record<string, string> };

async function ask(path: string, init?: RequestInit): Promise<Seen> {
  const response = await fetch(`${system.baseUrl}${path}`, init);
  if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
  return (await response.json()) as Seen;
}

const pidOf = (name: string) => processesOf(system.parts).find((process) => process.name === name)!.pid;

describe('the balancer', () => {
  it('spreads requests evenly over the three servers', async () => {
    const counts: Record<string, number> = {};
    for (let request = 0; request < 30; request++) {
      const { server } = await ask('/');
      counts[server] = (counts[server] ?? 0) + 1;
    }
    expect(counts).toEqual({ 'server-1': 10, 'server-2': 10, 'server-3': 10 });
  });

  it("replaces what a client says about its address with the client's real address", async () => {
    const { headers, peer } = await ask('/', {
      headers: { 'x-forwarded-for': '6.6.6.6', 'x-real-ip': '6.6.6.6', 'x-forwarded-proto': 'https' },
    });
    expect(headers['x-forwarded-for']).toBe('127.0.0.1');
    expect(headers['x-real-ip']).toBe('127.0.0.1');
    // The one address that servers trust: no other client comes from there.
    expect(peer).toBe(BALANCER_ADDRESS);
    expect(headers['x-forwarded-proto']).toBe('http');
    expect(headers.host).toBe(new URL(system.baseUrl).host);
  });

  it('tells servers when it passed a request on, whatever the client says', async () => {
    const beforeMs = Date.now();
    const { headers } = await ask('/', { headers: { 'x-request-start': 't=1' } });
    const [, seconds] = /^t=(\d+\.\d{3})$/.exec(headers['x-request-start']!)!;
    const passedOnMs = Math.round(Number(seconds) * 1000);
    expect(passedOnMs).toBeGreaterThanOrEqual(beforeMs - 1);
    expect(passedOnMs).toBeLessThanOrEqual(Date.now());
  });

  it.each(['/metrics', '/metrics/', '//metrics', '/%6detrics', '/x/../metrics'])(
    'does not serve %s of a server',
    async (path) => {
      expect((await fetch(`${system.baseUrl}${path}`)).status).toBe(404);
    },
  );

  it('shows its state to the harness, but not to users', async () => {
    expect(parseStubStatus(await (await fetch(system.statusUrl)).text()).active).toBeGreaterThan(0);
    // On the users' port it is a path like any other: a server answers.
    expect((await ask(STATUS_PATH)).server).toMatch(/^server-/);
    expect(await statusOf(system.baseUrl, '127.1.0.1')).toBe(200);
    expect(await statusOf(system.statusUrl, '127.1.0.1')).toBe(403);
    expect(await statusOf(new URL('/', system.statusUrl).href, '127.0.0.1')).toBe(404);
  });

  it('refuses a body of more than 256 KB', async () => {
    const init = { method: 'PUT', body: 'x'.repeat(257 * 1024) };
    expect((await fetch(`${system.baseUrl}/`, init)).status).toBe(413);
    expect((await fetch(`${system.baseUrl}/`, { ...init, body: 'x'.repeat(255 * 1024) })).status).toBe(200);
  });

  it('has two workers that may each hold 15,000 users and the connections to the servers', () => {
    const workers = listProcesses().filter(({ parentPid }) => parentPid === pidOf('nginx'));
    expect(workers.length).toBe(2);
    const limits = readFileSync(`/proc/${workers[0]!.pid}/limits`, 'utf8');
    const openFiles = Number(/Max open files\s+(\d+)/.exec(limits)?.[1]);
    const config = readFileSync(join(fixture.folder, 'logs', 'nginx.conf'), 'utf8');
    const connections = Number(/worker_connections (\d+);/.exec(config)?.[1]);
    expect(connections).toBeLessThanOrEqual(openFiles);
    if (openFiles >= 20_000) expect(connections).toBeGreaterThanOrEqual(19_000);
  });
});

describe('a server killed under load', () => {
  it('loses no request that may be repeated, and comes back on its port', async () => {
    const outcomes: Record<string, number> = {};
    const serversAfterReturn = new Set<string>();
    let isOver = false;
    let isBack = false;
    const user = async () => {
      while (!isOver) {
        for (const method of ['GET', 'PUT']) {
          // 5 ms in the server, so that requests are in progress when it is killed
          const response = await fetch(`${system.baseUrl}/slow?ms=5`, { method });
          outcomes[response.status] = (outcomes[response.status] ?? 0) + 1;
          const { server } = (await response.json()) as Seen;
          if (isBack) serversAfterReturn.add(server);
        }
      }
    };
    const users = Array.from({ length: 40 }, user);
    await vi.waitFor(() => expect(outcomes[200]).toBeGreaterThan(200), PATIENT);

    const { port } = new URL(system.servers[1]!.url);
    const killedPid = pidOf('server-2');
    await partNamed(system.parts, 'server-2').kill();
    expect(isRunning(killedPid)).toBe(false);
    expect(processesOf(system.parts).map(({ name }) => name)).not.toContain('server-2');
    const whenKilled = outcomes[200]!;
    await vi.waitFor(() => expect(outcomes[200]).toBeGreaterThan(whenKilled + 500), PATIENT);

    await partNamed(system.parts, 'server-2').start();
    isBack = true;
    await vi.waitFor(() => expect(serversAfterReturn).toContain('server-2'), PATIENT);
    isOver = true;
    await Promise.all(users);

    expect(Object.keys(outcomes)).toEqual(['200']);
    expect(new URL(system.servers[1]!.url).port).toBe(port);
    expect((await fetch(`${system.servers[1]!.url}/health`)).status).toBe(200);
    expect(fixture.unexpectedExits).toEqual([]);
  });

  it('that runs is not started twice', async () => {
    const before = pidOf('server-3');
    await partNamed(system.parts, 'server-3').start();
    expect(pidOf('server-3')).toBe(before);
  });

  it('that does not exist is a mistake of the caller', () => {
    expect(() => partNamed(system.parts, 'server-4')).toThrow(RangeError);
  });
});

describe('a server paused under load', () => {
  it('keeps its requests waiting until it is resumed, while the others answer', async () => {
    const paused = pidOf('server-2');
    await partNamed(system.parts, 'server-2').pause();
    await vi.waitFor(() => expect(isPaused(paused)).toBe(true), PATIENT);
    let answered = 0;
    const asked = Array.from({ length: 12 }, async () => {
      const { server } = await ask('/');
      answered++;
      return server;
    });
    // nginx keeps sending it a third of the requests: it accepts connections, so nothing shows that it is halted.
    await vi.waitFor(() => expect(answered).toBe(8), PATIENT);
    await partNamed(system.parts, 'server-2').resume();
    const byServer = Map.groupBy(await Promise.all(asked), (server) => server);
    expect([...byServer].map(([server, { length }]) => [server, length]).toSorted()).toEqual([
      ['server-1', 4],
      ['server-2', 4],
      ['server-3', 4],
    ]);
    expect(pidOf('server-2')).toBe(paused);
    expect(fixture.unexpectedExits).toEqual([]);
  });

  it('can be killed and started again', async () => {
    const paused = pidOf('server-2');
    await partNamed(system.parts, 'server-2').pause();
    await partNamed(system.parts, 'server-2').kill();
    expect(isRunning(paused)).toBe(false);
    await partNamed(system.parts, 'server-2').start();
    expect(pidOf('server-2')).not.toBe(paused);
  });

  it('ends with its system', async () => {
    const second = await startSystem({ ...options, topology: { ...DOCUMENTED_TOPOLOGY, servers: 1 } });
    const { pid } = processesOf(second.parts).find(({ name }) => name === 'server-1')!;
    await partNamed(second.parts, 'server-1').pause();
    await vi.waitFor(() => expect(isPaused(pid)).toBe(true), PATIENT);
    await second.stop();
    expect(isRunning(pid)).toBe(false);
    const log = readFileSync(join(fixture.folder, 'logs', 'guardian.log'), 'utf8');
    expect(log).toContain(`server-1 (pid ${pid}) ended: exit code 0`);
  });
});

describe('starting a system', () => {
  it('fails with PORT_IN_USE before anything is started, when the wanted port is taken', async () => {
    const blocker = createServer();
    const [port] = await findFreePorts(1);
    await new Promise<void>((resolve) => blocker.listen(port, '127.0.0.1', resolve));
    const before = pids();
    try {
      await expect(startSystem({ ...options, port: port! })).rejects.toMatchObject({ code: 'PORT_IN_USE' });
      expect(pids()).toEqual(before);
    } finally {
      await new Promise((resolve) => blocker.close(resolve));
    }
  });

  it('fails with PART_NOT_READY and the last log line of a server that cannot start', async () => {
    const broken = join(import.meta.dirname, 'testing', 'no-such-server.ts');
    const starting = startSystem({ ...options, serverEntry: broken });
    await expect(starting).rejects.toMatchObject({
      code: 'PART_NOT_READY',
      message: expect.stringMatching(/^server-\d ended with exit code 1 before it was ready\.$/),
    });
  });

  it('uses the requested port and weights', async () => {
    const [port] = await findFreePorts(1);
    const topology = { ...DOCUMENTED_TOPOLOGY, servers: 4, weights: [3, 1, 2, 4] };
    const second = await startSystem({ ...options, topology, port: port! });
    expect(second.baseUrl).toBe(`http://127.0.0.1:${port}`);
    const counts: Record<string, number> = {};
    for (let request = 0; request < 20; request++) {
      const { server } = (await (await fetch(second.baseUrl)).json()) as Seen;
      counts[server] = (counts[server] ?? 0) + 1;
    }
    await second.stop();
    expect(processesOf(second.parts).filter(({ name }) => name !== 'nginx')).toEqual([]);
    expect(counts).toEqual({ 'server-1': 6, 'server-2': 2, 'server-3': 4, 'server-4': 8 });
  });
});

it('keeps passwords and tokens out of the process list and the logs', () => {
  const commandLines = pids().map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  const logs = readdirSync(join(fixture.folder, 'logs')).map((name) =>
    readFileSync(join(fixture.folder, 'logs', name), 'utf8'),
  );
  const secrets = [
    'secret-one',
    'secret-two',
    'secret-three',
    ...system.servers.map(({ metricsToken }) => metricsToken),
  ];
  for (const secret of secrets)
    for (const text of [...commandLines, ...logs]) expect(text).not.toContain(secret);
  const environment = readFileSync(`/proc/${pidOf('server-1')}/environ`, 'utf8');
  expect(environment).toContain('secret-one'); // where they should be
});

it('announces a balancer that dies, and ends its workers, so that its port is free', async () => {
  const master = pidOf('nginx');
  const workers = listProcesses().filter(({ parentPid }) => parentPid === master);
  process.kill(master, 'SIGKILL');
  await vi.waitFor(() => expect(fixture.unexpectedExits.map(({ name }) => name)).toContain('nginx'), PATIENT);
  await vi.waitFor(() => expect(workers.filter(({ pid }) => isRunning(pid))).toEqual([]), PATIENT);
});

const pids = () => membersOf([fixture.supervisor.guardianPid], [], listProcesses()).sort();

/** Asks from another address of this machine, as k6's users do. */
async function statusOf(url: string, localAddress: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = get(url, { localAddress, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.once('error', reject);
  });
}
