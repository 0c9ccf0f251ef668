import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PlacedPlatform } from '../model/platform.ts';
import { DOCUMENTED_TOPOLOGY } from '../model/testing/documented-topology.ts';
import { listRuns } from '../store/index.ts';
import { listProcesses } from '../system/supervision/process-tree.ts';
import { loadPlatform } from './load-platform.ts';
import type { ProgressEvent } from './progress.ts';
import { runOnce } from './run.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-run-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** A platform whose scenario is in this test's folder, and may be anything. */
async function brokenPlatform(): Promise<PlacedPlatform> {
  const platform = await loadPlatform('tvet-connect');
  return { ...platform, scenario: { ...platform.scenario, loadFile: join(folder, 'journeys.ts') } };
}

it('a scenario that does not compile is reported with file and line before anything is started', async () => {
  const platform = await brokenPlatform();
  await writeFile(platform.scenario.loadFile, 'export function arrival() {\n  const x = ;\n}\n');
  const events: ProgressEvent[] = [];

  const attempt = runOnce({
    platform,
    profile: platform.profileFor({ users: 10, ratePerSec: 10, quick: true, servers: [], randomSeed: 1 }),
    topology: DOCUMENTED_TOPOLOGY,
    plantedDefects: {},
    datasetSize: 10,
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

describe.runIf(process.platform === 'linux')(
  'a PostgreSQL of our own that crashes while it is filled',
  () => {
    afterEach(() => {
      vi.unstubAllEnvs();
    });

    it('is named with its log, without a hint about DATABASE_URL', async () => {
      await chmod(folder, 0o711); // PostgreSQL runs as an account of its own below it
      vi.stubEnv('TMPDIR', folder); // where its data folder then is
      const { DATABASE_URL: _, REDIS_URL: __, ...env } = process.env;
      const platform = await loadPlatform('tvet-connect');
      const attempt = runOnce({
        platform,
        profile: platform.profileFor({ users: 10, ratePerSec: 1, quick: true, servers: [], randomSeed: 1 }),
        topology: DOCUMENTED_TOPOLOGY,
        plantedDefects: {},
        datasetSize: 2000,
        randomSeed: 1,
        runsFolder: join(folder, 'runs'),
        env,
        commandLine: [],
        signal: new AbortController().signal,
        onProgress: (event) => {
          if (event.kind === 'detail' && event.step === 'seed') killBackends();
        },
      });
      await expect(attempt).rejects.toMatchObject({
        code: 'PART_NOT_READY',
        exitCode: 5,
        message: expect.stringMatching(/^postgres /),
        hint: expect.stringContaining(join('logs', 'postgres.log')),
      });
      const { runs } = await listRuns(join(folder, 'runs'));
      expect(runs[0]!.run).toMatchObject({ state: 'failed', endedBy: { code: 'PART_NOT_READY' } });
    });

    function killBackends(): void {
      for (const { pid, cwd } of listProcesses())
        if (cwd?.startsWith(folder) && /^postgres: proofload /.test(commandOf(pid)))
          process.kill(pid, 'SIGKILL');
    }

    function commandOf(pid: number): string {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      } catch {
        return ''; // it has already ended
      }
    }
  },
);

describe('a contradiction is refused with the arithmetic, before there is even a run folder', () => {
  const refusal = async (changes: { users: number; ratePerSec: number; promisedPerSec: number }) => {
    const platform = await loadPlatform('tvet-connect');
    const targets = platform.targets.map((target) =>
      target.id === 'tvet.rps' ? { ...target, bound: changes.promisedPerSec } : target,
    );
    const runsFolder = join(folder, 'runs');
    const attempt = runOnce({
      platform: { ...platform, targets },
      profile: platform.profileFor({
        users: changes.users,
        ratePerSec: changes.ratePerSec,
        quick: true,
        servers: ['server-1'],
        randomSeed: 1,
      }),
      topology: DOCUMENTED_TOPOLOGY,
      plantedDefects: {},
      datasetSize: changes.users,
      randomSeed: 1,
      runsFolder,
      env: process.env,
      commandLine: [],
      signal: AbortSignal.abort(), // so that one which is not refused ends at once
      onProgress: () => {},
    });
    const error: unknown = await attempt.catch((reason: unknown) => reason);
    await expect(readdir(runsFolder)).rejects.toMatchObject({ code: 'ENOENT' });
    return error;
  };

  it('a target that the load of its own platform cannot show', async () => {
    expect(await refusal({ users: 30_000, ratePerSec: 1200, promisedPerSec: 5000 })).toMatchObject({
      code: 'TARGETS_CONTRADICT',
      exitCode: 2,
      message: expect.stringContaining(
        "The load 'open' offers 1,060 requests/s, but at least 5,000 requests/s are promised.",
      ),
    });
  });

  it('a load that asks more of a user than the system allows', async () => {
    expect(await refusal({ users: 10, ratePerSec: 1200, promisedPerSec: 1000 })).toMatchObject({
      code: 'TARGETS_CONTRADICT',
      message: expect.stringMatching(
        /A user sends about 4,2\d\d requests counted by the limit "general" within 15 min, but may send only 1,000/,
      ),
    });
  });
});
