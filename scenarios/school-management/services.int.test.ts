import { afterAll, beforeAll, expect, it } from 'vitest';
import { findPrograms } from '../../harness/system/programs/programs.ts';
import { type System, startSystem } from '../../harness/system/system.ts';
import { type Fixture, startFixture } from '../../harness/system/testing/fixture.ts';
import { REQUESTS_BY_ROUTE } from '../../reference-server/school-management/testing/requests-by-route.ts';
import {
  startTwoSchools,
  type TwoSchools,
} from '../../reference-server/school-management/testing/two-schools.ts';
import { startTestRedis, type TestStore } from '../../reference-server/testing/stores.ts';
import { platform } from './platform.ts';
import { services } from './services.ts';

let fixture: Fixture;
let schools: TwoSchools;
let redis: TestStore;
let system: System;

beforeAll(async () => {
  [fixture, schools, redis] = await Promise.all([startFixture(), startTwoSchools(), startTestRedis()]);
  const { folder, supervisor } = fixture;
  system = await startSystem({
    stores: {
      databaseUrl: schools.ownerUrl,
      serverRole: null,
      serverDatabaseUrl: schools.serverUrl,
      serverReplicaUrls: [],
      serverRedisNodes: [{ url: redis.url, host: '127.0.0.1', port: redis.port }],
      serverObjectStore: null,
    },
    supervisor,
    programs: await findPrograms({
      PATH: process.env.PATH,
      DATABASE_URL: 'not needed',
      REDIS_URL: 'not needed',
    }),
    topology: {
      ...platform.documented,
      servers: services,
      weights: null,
      poolMin: 1,
      poolMax: 2,
      replicas: 0,
      objectStorage: 'none',
    },
    plantedDefects: {},
    platform: platform.slug,
    folder,
  });
});
afterAll(async () => {
  await system?.stop();
  await Promise.all([schools?.stop(), redis?.stop()]);
  expect(await fixture?.end()).toEqual([]);
});

it('five services behind the balancer answer every route as one program does', async () => {
  const rows = await schools.rowsOf(1);
  const failed: string[] = [];
  for (const [route, { as, about }] of Object.entries(REQUESTS_BY_ROUTE)) {
    const [method, url] = route.split(' ') as [string, string];
    const { path, body = undefined } = about?.(rows) ?? { path: url };
    const response = await fetch(`${system.baseUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await schools.tokenOf(rows[as])}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    // Without an object store a route of files says so: then the request has reached the service that has it.
    if (!response.ok && !text.includes('FILES_UNAVAILABLE'))
      failed.push(`${route}: ${response.status} ${text}`);
  }
  expect(failed).toEqual([]);
});
