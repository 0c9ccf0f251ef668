import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { provision } from '../../scripts/provision/index.ts';
import { issueSessions, seedPlatform } from '../../seed/index.ts';
import type { LoadProfile } from '../model/load.ts';
import type { PlacedPlatform } from '../model/platform.ts';
import { DOCUMENTED_TOPOLOGY } from '../model/testing/documented-topology.ts';
import { createRunFolder, readRun } from '../store/index.ts';
import { processesOf } from '../system/part.ts';
import { givenStoresIn, programsOf } from '../system/planned-parts.ts';
import { findPrograms } from '../system/programs/programs.ts';
import { type Stores, startStores } from '../system/stores.ts';
import { findFreePorts } from '../system/supervision/ports.ts';
import { Supervisor } from '../system/supervision/supervisor.ts';
import { type System, startSystem } from '../system/system.ts';
import { loadPlatform } from './load-platform.ts';
import { connectToSystem, type OutsideTarget } from './outside-system.ts';
import { type OnOutsideSystem, type RunOptions, runOnce } from './run.ts';

const USERS = 100;
let folder: string;
let supervisor: Supervisor;
let stores: Stores;
let system: System;
let worldFile: string;
let platform: PlacedPlatform;

beforeAll(async () => {
  await provision({
    need: ['k6', ...programsOf([DOCUMENTED_TOPOLOGY], givenStoresIn(process.env))],
    env: process.env,
    log: console.error,
  });
  folder = await mkdtemp(join(tmpdir(), 'proofload-outside-'));
  platform = await loadPlatform('tvet-connect');
  const programs = await findPrograms(process.env);
  supervisor = await Supervisor.start({ logFile: join(folder, 'guardian.log') });
  const topology = { ...DOCUMENTED_TOPOLOGY, servers: 2 };
  stores = await startStores({ folder, supervisor, programs, topology });
  const { databaseUrl, redisUrl } = stores;
  const manifest = await seedPlatform({ platform: 'tvet-connect', databaseUrl, size: USERS, randomSeed: 1 });
  worldFile = join(folder, 'world.json');
  await issueSessions({ databaseUrl, redisUrl, manifest, worldFile });
  system = await startSystem({
    stores,
    supervisor,
    programs,
    topology,
    plantedDefects: {},
    platform: 'tvet-connect',
    folder,
  });
});

afterAll(async () => {
  await supervisor?.stopAll();
  await rm(folder, { recursive: true, force: true });
});

function optionsFor(
  target: Partial<OutsideTarget>,
  env: RunOptions['env'] = { PATH: process.env.PATH, K6_BIN: process.env.K6_BIN },
): RunOptions & OnOutsideSystem {
  return {
    platform,
    profile: short(
      platform.profileFor({ users: USERS, ratePerSec: 60, quick: true, servers: [], randomSeed: 1 }),
    ),
    plantedDefects: {},
    randomSeed: 1,
    runsFolder: join(folder, 'runs'),
    target: {
      baseUrl: system.baseUrl,
      world: { file: worldFile, userCount: USERS },
      metrics: [],
      allowedHosts: [],
      ...target,
    },
    env,
    commandLine: [],
    signal: new AbortController().signal,
    onProgress: () => {},
  };
}

/** A few seconds of each phase. */
function short({ loads }: LoadProfile): LoadProfile {
  return {
    loads: loads.map((load) => ({
      ...load,
      phases: load.phases.map((phase) => ({
        ...phase,
        durationMs: phase.kind === 'steady' ? 6_000 : 2_000,
      })),
    })),
  };
}

const failureOf = (target: Partial<OutsideTarget>, env?: RunOptions['env']) =>
  runOnce(optionsFor(target, env)).then(
    () => null,
    (error: unknown) => error,
  );

describe('a run on a system that was not started here', () => {
  it('judges what the generator sees, and reports the rest as not measured', async () => {
    const before = processesOf(system.parts);
    const { run, verdict, folder: runFolder } = await runOnce(optionsFor({}));
    expect(run).toMatchObject({
      state: 'complete',
      target: system.baseUrl,
      topology: null,
      dataChecks: [],
      statements: [],
    });
    expect(run.integrity?.dataset).toBeNull();
    expect(run.phases.map(({ name }) => name)).toContain('open steady');
    const of = (id: string) => verdict.targets.find((target) => target.id === id)!;
    // Whether this machine is quiet enough to trust a figure does not matter here, only that there is one.
    expect(of('tvet.p95').actual).toBeGreaterThan(0);
    expect(of('tvet.rps').actual).toBeGreaterThan(0);
    expect(of('tvet.availability').actual).toBe(1);
    expect(verdict.notes.join()).toContain('what happens when one of its servers is killed');
    for (const id of ['tvet.db', 'tvet.hit-ratio'])
      expect(of(id)).toMatchObject({
        status: 'inconclusive',
        actual: null,
        reason: expect.stringMatching(/^Not measured from outside/),
      });
    expect(verdict.status).not.toBe('pass');
    expect(await readFile(runFolder.reportMarkdownFile, 'utf8')).toContain('not started by Proofload');
    expect(await readRun(runFolder)).toEqual(run);
    // It was left as it was found.
    expect(processesOf(system.parts)).toEqual(before);
    await access(worldFile);
  });

  it('reads its servers, database and cache if it may, and checks what was acknowledged', async () => {
    const metrics = system.servers;
    const env = { ...process.env, DATABASE_URL: stores.databaseUrl, REDIS_URL: stores.redisUrl };
    const { run, verdict } = await runOnce(optionsFor({ metrics }, env));
    const of = (id: string) => verdict.targets.find((target) => target.id === id)!;
    expect(of('tvet.db').actual).toBeGreaterThan(0);
    expect(of('tvet.hit-ratio').actual).toBeGreaterThan(0);
    expect(
      run.dataChecks.map(({ acknowledged, lost, duplicated }) => [acknowledged > 0, lost, duplicated]),
    ).toEqual(platform.dataChecks.map(() => [true, 0, 0]));
    expect(run.provenance.versions.postgres).toBe(stores.versions.postgres);
    expect(run.integrity?.dataset?.after?.checksums).toEqual(run.integrity?.dataset?.before.checksums);
    expect(verdict.validity.checks.find(({ name }) => name === 'dataset-changed')?.status).toBe('held');
  });

  it('can be observed if that is allowed, and nothing is done to it', async () => {
    const { env, ...options } = optionsFor({});
    const runFolder = await createRunFolder(folder, 'connected');
    const connect = (known: RunOptions['env']) =>
      connectToSystem({ ...options, env: known }, { folder: runFolder, supervisor, k6: 'k6' });
    const bare = await connect(env);
    const seen = await connect({ ...env, DATABASE_URL: stores.databaseUrl, REDIS_URL: stores.redisUrl });
    for (const reached of [bare, seen])
      for (const capability of ['dataset', 'faults', 'plant', 'facts', 'leave'])
        expect(reached).not.toHaveProperty(capability);
    expect(bare.observed).toEqual({ processes: expect.any(Function), servers: [], cacheUrls: [] });
    expect(seen.observed).toMatchObject({
      database: { databaseUrl: stores.databaseUrl, hasOwnStatistics: false },
      cacheUrls: [stores.redisUrl],
    });
  });

  it('is refused before any load if it is not as specified', async () => {
    const [freePort] = await findFreePorts(1);
    const nobody = `http://127.0.0.1:${freePort}`;
    expect(await failureOf({ baseUrl: nobody })).toMatchObject({
      code: 'TARGET_UNREACHABLE',
      exitCode: 2,
      message: expect.stringContaining(nobody),
    });
    expect(await failureOf({ baseUrl: 'http://example.com' })).toMatchObject({ code: 'TARGET_NOT_ALLOWED' });
    expect(await failureOf({ world: { file: join(folder, 'no-such-file'), userCount: 1 } })).toMatchObject({
      code: 'WORLD_UNUSABLE',
    });
    const expired = join(folder, 'expired.json');
    await writeFile(
      expired,
      (await readFile(worldFile, 'utf8')).replaceAll(/(\["[^"]+",")[^"]+"/g, '$1expired"'),
    );
    expect(await failureOf({ world: { file: expired, userCount: USERS } })).toMatchObject({
      code: 'TARGET_UNREACHABLE',
      message: expect.stringContaining('was answered 401'),
      hint: expect.stringContaining('--world'),
    });
    const notMetrics = { name: 'server-1', url: `${system.baseUrl}/health`, metricsToken: 'any' };
    expect(await failureOf({ metrics: [notMetrics] })).toMatchObject({ code: 'TARGET_UNREACHABLE' });
    const wrongToken = { ...system.servers[0]!, metricsToken: 'of-another-server' };
    expect(await failureOf({ metrics: [wrongToken] })).toMatchObject({
      code: 'TARGET_UNREACHABLE',
      message: expect.stringContaining('401'),
    });
    const env = { ...process.env, DATABASE_URL: `postgres://a:b@127.0.0.1:${freePort}/c` };
    expect(await failureOf({}, env)).toMatchObject({ code: 'DATABASE_UNREACHABLE' });
  });
});
