import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundleScenario } from '../load/k6/bundle.ts';
import { SMALL_WORLD } from '../load/k6/testing/small-world.ts';
import { ProofloadError } from '../model/errors.ts';
import type { PlacedPlatform } from '../model/platform.ts';
import type { PlantedDefects } from '../model/run.ts';
import { DOCUMENTED_TOPOLOGY } from '../model/testing/documented-topology.ts';
import { createRunFolder, listRuns } from '../store/index.ts';
import { findK6 } from '../system/programs/programs.ts';
import { Supervisor } from '../system/supervision/supervisor.ts';
import { firstRequestBundleOf, requireFirstAnswer } from './first-request.ts';
import { loadPlatform } from './load-platform.ts';
import { type RunOptions, runOnce } from './run.ts';
import type { SystemUnderTest } from './system-under-test.ts';

/** Answers everything with a redirect, like a gateway in front of a system. */
const server = createServer((_, response) => response.writeHead(301, { location: '/sign-in' }).end());
let baseUrl: string;
let folder: string;
let worldFile: string;
let platform: PlacedPlatform;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = await mkdtemp(join(tmpdir(), 'proofload-first-'));
  worldFile = join(folder, 'world.json');
  await writeFile(worldFile, JSON.stringify(SMALL_WORLD));
  platform = await loadPlatform('tvet-connect');
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

const optionsWith = (plantedDefects: PlantedDefects): RunOptions => ({
  platform,
  profile: platform.profileFor({ users: 3, ratePerSec: 10, quick: true, servers: [], randomSeed: 1 }),
  topology: DOCUMENTED_TOPOLOGY,
  plantedDefects,
  datasetSize: 3,
  randomSeed: 1,
  runsFolder: join(folder, 'runs'),
  env: process.env,
  commandLine: [],
  signal: new AbortController().signal,
  onProgress: () => {},
});

it('ends a run before any load when the system answers something else, and says what', async () => {
  const target = { baseUrl, world: { file: worldFile, userCount: 4 }, metrics: [], allowedHosts: [] };
  const env = { PATH: process.env.PATH, K6_BIN: process.env.K6_BIN };
  await expect(runOnce({ ...optionsWith({}), env, target })).rejects.toMatchObject({
    code: 'TARGET_UNREACHABLE',
    exitCode: 2,
    message: `The system does not answer as the load expects: k6 sent GET ${baseUrl}/students/s-3/sync from 127.1.0.1 and was redirected to /sign-in (301).`,
    hint: expect.stringContaining('Name the address that answers itself'),
  });
  const { runs } = await listRuns(join(folder, 'runs'));
  expect(runs.map(({ run }) => [run.state, run.phases])).toEqual([['failed', []]]);
});

it('is also sent to a system that was built here, unless it was built to answer wrongly', async () => {
  const runFolder = await createRunFolder(join(folder, 'own'), 'one');
  const supervisor = await Supervisor.start({ logFile: join(runFolder.logsFolder, 'guardian.log') });
  await bundleScenario(platform.scenario.firstRequestFile, firstRequestBundleOf(runFolder));
  const system: SystemUnderTest = {
    baseUrl,
    worldFile,
    versions: {},
    serverSettings: {},
    observed: { processes: () => [], servers: [], cacheUrls: [] },
    wrongAnswer: ({ sentence, hint }) => new ProofloadError('PART_NOT_READY', sentence, hint),
  };
  const { path: k6 } = await findK6(process.env);
  const asking = (defects: PlantedDefects) =>
    requireFirstAnswer(optionsWith(defects), runFolder, supervisor, system, k6);
  try {
    await expect(asking({})).rejects.toMatchObject({
      code: 'PART_NOT_READY',
      exitCode: 5,
      message: expect.stringContaining('was redirected to /sign-in (301)'),
    });
    await expect(asking({ failedResponseRatio: 1 })).resolves.toBeUndefined();
  } finally {
    await supervisor.stopAll();
  }
});
