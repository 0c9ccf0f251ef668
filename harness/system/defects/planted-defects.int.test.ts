import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DOCUMENTED_TOPOLOGY } from '../../model/testing/documented-topology.ts';
import { findPrograms } from '../programs/programs.ts';
import { type Stores, startStores } from '../stores.ts';
import { type Fixture, startFixture } from '../testing/fixture.ts';
import { plantDefects } from './planted-defects.ts';

let fixture: Fixture;
let stores: Stores;
let client: pg.Client;

beforeAll(async () => {
  fixture = await startFixture();
  stores = await startStores({
    folder: fixture.folder,
    supervisor: fixture.supervisor,
    programs: await findPrograms(process.env),
    topology: DOCUMENTED_TOPOLOGY,
  });
  client = new pg.Client({ connectionString: stores.databaseUrl });
  client.on('error', () => {});
  await client.connect();
  await client.query('CREATE TABLE wanted (n int)');
});
afterAll(async () => {
  await client?.end();
  await fixture.end();
});

describe('a table lock', () => {
  it('is held again and again, and gone when it is stopped', async () => {
    const defects = await plantDefects({ tableLock: { table: 'wanted', everyMs: 100, forMs: 80 } }, stores);
    const isRefused = () =>
      client.query('LOCK TABLE wanted IN ACCESS SHARE MODE NOWAIT').then(
        () => false,
        (error: pg.DatabaseError) => error.code === '55P03', // lock_not_available
      );
    await client.query('BEGIN');
    await client.query('SAVEPOINT free');
    const seen = new Set<boolean>();
    while (seen.size < 2) {
      seen.add(await isRefused());
      await client.query('ROLLBACK TO free');
    }
    await defects.stop();
    expect(await isRefused()).toBe(false);
    await client.query('ROLLBACK');
  });

  it('of a missing table is refused, and its name is not run as SQL', async () => {
    for (const table of ['missing', 'wanted; DROP TABLE wanted']) {
      await expect(
        plantDefects({ tableLock: { table, everyMs: 100, forMs: 10 } }, stores),
      ).rejects.toMatchObject({ code: 'INVALID_OPTION' });
    }
    expect((await client.query('SELECT FROM wanted')).rowCount).toBe(0);
  });
});

it('a slow cache is busy with a script again and again, and free when it is stopped', async () => {
  const redis = new Redis(stores.redisUrl);
  const callsOf = async () =>
    Number(/cmdstat_eval:calls=(\d+)/.exec(await redis.info('commandstats'))?.[1] ?? 0);
  const defects = await plantDefects({ slowCache: { everyMs: 100, forMs: 50 } }, stores);
  await expect.poll(callsOf, { timeout: 60_000 }).toBeGreaterThan(5);
  const info = await redis.info('commandstats');
  const usecPerCall = Number(/cmdstat_eval:calls=\d+,usec=\d+,usec_per_call=([\d.]+)/.exec(info)![1]);
  expect(usecPerCall).toBeGreaterThan(10_000);
  await defects.stop();
  const calls = await callsOf();
  await redis.ping();
  expect(await callsOf()).toBe(calls);
  redis.disconnect();
});

it('does nothing if nothing is planted', async () => {
  await (await plantDefects({}, { databaseUrl: 'not asked', redisNodes: [] })).stop();
});
