import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DOCUMENTED_TOPOLOGY } from '../model/testing/documented-topology.ts';
import { processesOf } from '../system/part.ts';
import { findPrograms } from '../system/programs/programs.ts';
import { type Stores, startStores } from '../system/stores.ts';
import { type Fixture, startFixture } from '../system/testing/fixture.ts';
import { createProcessSampler } from './processes.ts';

let fixture: Fixture;
let stores: Stores;

beforeAll(async () => {
  fixture = await startFixture();
  stores = await startStores({
    folder: fixture.folder,
    supervisor: fixture.supervisor,
    programs: await findPrograms(process.env),
    topology: DOCUMENTED_TOPOLOGY,
  });
});
afterAll(() => fixture.end());

describe.skipIf(process.platform !== 'linux')('createProcessSampler', () => {
  it('sums PostgreSQL with its backends, and does not count shared memory for each of them', async () => {
    const sampler = createProcessSampler({
      parts: () => [...processesOf(stores.parts), { name: 'harness', pid: process.pid }],
    });
    await sampler.sample();
    const seen = await sampler.sample();
    expect(seen?.map(({ name }) => name).toSorted()).toEqual(['harness', 'postgres', 'redis']);
    const alone = seen!.find(({ name }) => name === 'postgres')!;

    const connections = await Promise.all(
      Array.from({ length: 40 }, async () => {
        const client = new pg.Client({ connectionString: stores.databaseUrl });
        await client.connect();
        await client.query('SELECT count(*) FROM pg_class');
        return client;
      }),
    );
    const postgres = (await sampler.sample())!.find(({ name }) => name === 'postgres')!;
    const perConnection = (postgres.residentBytes - alone.residentBytes) / 40;
    expect(perConnection).toBeGreaterThan(200_000);
    expect(perConnection).toBeLessThan(8_000_000);

    // The kernel counts CPU in ticks of 10 ms per process, so a backend that used less may show none.
    await expect
      .poll(async () => {
        await connections[0]!.query('SELECT sum(sqrt(n)) FROM generate_series(1, 1000000) AS n');
        return (await sampler.sample())!.find(({ name }) => name === 'postgres')!.cpuCores;
      })
      .toBeGreaterThan(0);
    await Promise.all(connections.map((client) => client.end()));
  });
});
