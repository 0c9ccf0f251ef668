import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { listRuns } from '../store/index.ts';
import { loadPlatform } from './platforms.ts';
import type { ProgressEvent } from './progress.ts';
import { runOnce } from './run.ts';
import { DOCUMENTED_TOPOLOGY } from './topologies.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-run-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

it('a scenario that does not compile is told by file and line before anything is started', async () => {
  const scenarioFile = join(folder, 'journeys.ts');
  await writeFile(scenarioFile, 'export function arrival() {\n  const x = ;\n}\n');
  const platform = { ...(await loadPlatform('tvet-connect')), scenarioFile };
  const events: ProgressEvent[] = [];

  const attempt = runOnce({
    platform,
    profile: platform.profileFor({ users: 10, ratePerSec: 10, quick: true }),
    topology: DOCUMENTED_TOPOLOGY,
    plantedFaults: {},
    users: 10,
    randomSeed: 1,
    runsFolder: join(folder, 'runs'),
    env: process.env,
    commandLine: [],
    signal: new AbortController().signal,
    onProgress: (event) => events.push(event),
  });

  await expect(attempt).rejects.toMatchObject({
    code: 'SCENARIO_INVALID',
    exitCode: 2,
    message: expect.stringMatching(/journeys\.ts:2: Unexpected ";"/),
  });
  expect(events).toEqual([]);
  const { runs } = await listRuns(join(folder, 'runs'));
  expect(runs.map(({ run }) => run.state)).toEqual(['failed']);
  expect(await readdir(runs[0]!.folder.logsFolder)).toEqual([]); // not even the guardian was started
});
