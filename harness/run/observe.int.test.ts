import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PartRestart } from '../model/run.ts';
import { DOCUMENTED_TOPOLOGY } from '../model/testing/documented-topology.ts';
import { createRunFolder } from '../store/index.ts';
import { withDatabase } from '../system/postgres/database.ts';
import { findPrograms } from '../system/programs/programs.ts';
import { type Stores, startStores } from '../system/stores.ts';
import { type Fixture, startFixture } from '../system/testing/fixture.ts';
import { identityOfDatabase } from '../telemetry/identity-of-database.ts';
import type { PartSighting } from '../telemetry/part-watch.ts';
import { observe } from './observe.ts';
import { observedOf } from './observed.ts';

let fixture: Fixture;
let stores: Stores;

beforeAll(async () => {
  fixture = await startFixture();
  const programs = await findPrograms(process.env);
  const { folder, supervisor } = fixture;
  stores = await startStores({ folder, supervisor, programs, topology: DOCUMENTED_TOPOLOGY });
}, 120_000);
afterAll(async () => {
  expect(await fixture.end()).toEqual([]);
});

/** What an observation that begins now and ends at once reports about PostgreSQL. */
async function restartsTold(name: string, databaseAtFirst: PartSighting): Promise<PartRestart[]> {
  const restarts: PartRestart[] = [];
  const observation = await observe({
    folder: await createRunFolder(join(fixture.folder, 'runs'), name),
    system: observedOf(stores, { servers: [], parts: [] }, databaseAtFirst),
    indicators: [],
    generators: () => [],
    phaseAt: () => null,
    onLive: () => {},
    onProblem: () => {},
    onRestart: (restart) => restarts.push(restart),
    onFailure: (error) => {
      throw error;
    },
  });
  await observation.stop();
  return restarts;
}

it('a PostgreSQL that crashed while it was filled and came back is reported when observation begins', async () => {
  const { databaseUrl } = stores;
  const databaseAtFirst = { atMs: 1_000, identity: await identityOfDatabase(databaseUrl) };
  expect(await restartsTold('undisturbed', databaseAtFirst)).toEqual([]);
  await withDatabase(databaseUrl, async (client) => {
    const { rows } = await client.query<{ pid: number }>(
      "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'",
    );
    process.kill(rows[0]!.pid, 'SIGKILL');
  });
  await expect
    .poll(() => identityOfDatabase(databaseUrl).catch(() => databaseAtFirst.identity), { timeout: 60_000 })
    .not.toEqual(databaseAtFirst.identity);
  expect(await restartsTold('crashed', databaseAtFirst)).toEqual([
    {
      part: 'postgres',
      what: 'postgres reinitialised after one of its processes crashed',
      sinceMs: 1_000,
      atMs: expect.any(Number),
    },
  ]);
});
