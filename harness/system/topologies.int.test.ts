import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { DOCUMENTED_TOPOLOGY } from '../model/testing/documented-topology.ts';
import { partNamed, processesOf } from './part.ts';
import { findPrograms } from './programs/programs.ts';
import { type Stores, startStores } from './stores.ts';
import { type System, startSystem } from './system.ts';
import { type Fixture, startFixture } from './testing/fixture.ts';

const PATIENT = { timeout: 60_000, interval: 20 };

let fixture: Fixture;
let stores: Stores;
let system: System;

beforeAll(async () => {
  fixture = await startFixture();
  const { folder, supervisor } = fixture;
  const programs = await findPrograms({ PATH: process.env.PATH });
  stores = await startStores({ folder, supervisor, programs, topology: DOCUMENTED_TOPOLOGY });
  system = await startSystem({
    stores,
    supervisor,
    programs,
    topology: DOCUMENTED_TOPOLOGY,
    plantedDefects: {},
    platform: 'tvet-connect',
    folder,
  });
});
afterAll(async () => {
  expect(await fixture.end()).toEqual([]);
  expect(fixture.unexpectedExits).toEqual([]);
});

it('runs the documented system, from the balancer to the stores', async () => {
  const response = await fetch(`${system.baseUrl}/health`);
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ status: 'ok' });
  const names = processesOf([...stores.parts, ...system.parts]).map(({ name }) => name);
  expect(names.sort()).toEqual(['nginx', 'postgres', 'redis', 'server-1', 'server-2', 'server-3']);
});

it('lets only the holder of its token read the metrics and the state of a server', async () => {
  for (const { url, metricsToken } of system.servers) {
    const read = (headers: Record<string, string>) => fetch(`${url}/metrics`, { headers });
    expect((await read({ authorization: `Bearer ${metricsToken}` })).status).toBe(200);
    expect((await read({})).status).toBe(401);
    const detailed = await fetch(`${url}/health`, { headers: { authorization: `Bearer ${metricsToken}` } });
    expect(await detailed.json()).toMatchObject({ status: 'ok', database: { poolSize: expect.any(Number) } });
  }
});

it('gives every server its minimum of connections, frees those of a killed one, and opens them again', async () => {
  const { poolMin } = DOCUMENTED_TOPOLOGY;
  const areOpen = async (servers: string[]) => {
    const connections = await connectionsByServer();
    expect(Object.keys(connections).sort()).toEqual(servers);
    for (const count of Object.values(connections)) expect(count).toBeGreaterThanOrEqual(poolMin);
  };
  const all = ['server-1', 'server-2', 'server-3'];
  await vi.waitFor(() => areOpen(all), PATIENT);
  await partNamed(system.parts, 'server-2').kill();
  await vi.waitFor(() => areOpen(['server-1', 'server-3']), PATIENT);
  expect((await fetch(`${system.baseUrl}/health`)).status).toBe(200);
  await partNamed(system.parts, 'server-2').start();
  await vi.waitFor(() => areOpen(all), PATIENT);
});

async function connectionsByServer(): Promise<Record<string, number>> {
  const client = new pg.Client({ connectionString: stores.databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ server: string; connections: number }>(
      "SELECT application_name AS server, count(*)::int AS connections FROM pg_stat_activity WHERE application_name LIKE 'server-%' GROUP BY 1",
    );
    return Object.fromEntries(rows.map(({ server, connections }) => [server, connections]));
  } finally {
    await client.end();
  }
}
