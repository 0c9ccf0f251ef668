import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lecturerJourneys, studentJourneys } from '../../../scenarios/tvet-connect/mix.ts';
import type { World } from '../../../scenarios/tvet-connect/world.ts';
import type { PlannedLoad } from '../../model/load.ts';
import { DOCUMENTED_TOPOLOGY } from '../../model/testing/documented-topology.ts';
import { loadPlatform } from '../../run/load-platform.ts';
import { prepare } from '../../run/prepare-system.ts';
import type { SystemUnderTest } from '../../run/system-under-test.ts';
import { createRunFolder, type RunFolder } from '../../store/index.ts';
import { findK6 } from '../../system/programs/programs.ts';
import { Supervisor } from '../../system/supervision/supervisor.ts';
import { checkAcknowledgements } from '../../telemetry/acknowledgements.ts';
import { startOtlpReceiver } from '../../telemetry/otlp/receiver.ts';
import { bundleScenario } from './bundle.ts';
import { driveLoad } from './drive.ts';

const USERS = 200;
const platform = await loadPlatform('tvet-connect');

let parent: string;
let folder: RunFolder;
let supervisor: Supervisor;
let system: SystemUnderTest;
let k6: string;
let world: World;
let bundleFile: string;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'proofload-journeys-'));
  folder = await createRunFolder(parent, 'journeys');
  supervisor = await Supervisor.start({ logFile: join(folder.logsFolder, 'guardian.log') });
  k6 = (await findK6(process.env)).path;
  system = await prepare(
    {
      platform,
      topology: DOCUMENTED_TOPOLOGY,
      plantedDefects: {},
      datasetSize: USERS,
      randomSeed: 1,
      env: process.env,
      signal: new AbortController().signal,
      onProgress: () => {},
    },
    folder,
    supervisor,
  );
  world = JSON.parse(await readFile(system.worldFile, 'utf8'));
  bundleFile = join(folder.k6Folder, 'scenario.js');
  await bundleScenario(platform.scenario.loadFile, bundleFile);
});
afterAll(async () => {
  await supervisor.stopAll();
  await rm(parent, { recursive: true });
});

type Counts = Record<string, { correct: number; failed: number }>;

async function offer(name: string, load: PlannedLoad['load'], generatorProcesses: number) {
  const receiver = await startOtlpReceiver();
  const byRoute: Counts = {};
  const failedByReason: Record<string, number> = {};
  const beganSecond = Math.floor(Date.now() / 1000);
  try {
    await driveLoad({
      load: {
        name,
        load,
        generatorProcesses,
        phases: [
          { name: 'ramp-up', kind: 'ramp-up', durationMs: 3_000 },
          { name: 'steady', kind: 'steady', durationMs: 9_000 },
        ],
      },
      supervisor,
      k6,
      bundleFile,
      baseUrl: system.baseUrl,
      worldFile: system.worldFile,
      otlpEndpoint: receiver.endpoint,
      folder: folder.k6Folder,
      randomSeed: 1,
      signal: new AbortController().signal,
      onStarted: () => {},
      onReleased: () => {},
    });
    for (let second = beganSecond; second <= Date.now() / 1000 + 1; second++) {
      const { client } = receiver.takeSecond(second);
      for (const [route, { correct, failed }] of Object.entries(client?.byRoute ?? {})) {
        const sum = byRoute[route] ?? { correct: 0, failed: 0 };
        byRoute[route] = { correct: sum.correct + correct, failed: sum.failed + failed };
      }
      for (const [reason, count] of Object.entries(client?.failedByReason ?? {})) {
        failedByReason[reason] = (failedByReason[reason] ?? 0) + count;
      }
    }
  } finally {
    await receiver.close();
  }
  const total = Object.values(byRoute).reduce((sum, { correct, failed }) => sum + correct + failed, 0);
  return { byRoute, failedByReason, total };
}

/** Changes rows that a check reads, like a system that loses or doubles what it acknowledged. */
async function forget(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: system.observed.database!.databaseUrl });
  await client.connect();
  await client.query(sql);
  await client.end();
}

const check = () =>
  checkAcknowledgements({
    databaseUrl: system.observed.database!.databaseUrl,
    k6Folder: folder.k6Folder,
    checks: platform.dataChecks,
  });

describe('the journeys on the reference system', () => {
  it('get the right answer to every request of the open model, in the shares of the mix', async () => {
    const { byRoute, failedByReason, total } = await offer(
      'open',
      { model: 'open', arrivalRatePerSec: 150 },
      1,
    );
    expect(failedByReason).toEqual({});
    expect(total).toBeGreaterThan(1_700);
    const reads = Object.entries(byRoute)
      .filter(([route]) => /\.(read|list)$/.test(route))
      .reduce((sum, [, { correct }]) => sum + correct, 0);
    // 87.6% by the table; a binomial count of 1,800 strays by 4 standard deviations, 3.1%, once in 16,000 runs.
    expect(Math.abs(reads / total - 0.876)).toBeLessThan(0.04);
  });

  it('get the right answer to every request of the closed model, and use every route', async () => {
    // One user in 31 is a lecturer. With hardly any think time, even their rare journeys run to the end.
    const { byRoute, failedByReason } = await offer(
      'closed',
      { model: 'closed', users: world.students.length + world.lecturers.length, thinkTimeMs: 250 },
      2,
    );
    expect(failedByReason).toEqual({});
    const routes = [...studentJourneys(), ...lecturerJourneys()].flatMap(({ steps }) => steps);
    const rare = ['auth.login', 'auth.logout'];
    for (const route of new Set(routes)) if (!rare.includes(route)) expect(byRoute).toHaveProperty([route]);
  });

  it('leave every acknowledged write in the database exactly once', async () => {
    for (const result of await check()) {
      expect(result.acknowledged).toBeGreaterThan(50);
      expect(result).toMatchObject({ found: result.acknowledged, lost: 0, duplicated: 0 });
    }
  });

  it('would show what was lost, and what was counted twice', async () => {
    await forget("UPDATE attendance_sessions SET attendees = '[]'");
    await forget('UPDATE online_classes SET participants = participants || participants');
    const [checkIns, joins] = await check();
    expect(checkIns).toMatchObject({ found: 0, lost: checkIns!.acknowledged, duplicated: 0 });
    expect(joins).toMatchObject({ found: joins!.acknowledged, lost: 0, duplicated: joins!.acknowledged });
  });
});
