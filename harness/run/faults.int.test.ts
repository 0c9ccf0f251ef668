import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { provision } from '../../scripts/provision/index.ts';
import type { Fault } from '../model/fault.ts';
import type { LoadProfile } from '../model/load.ts';
import { DOCUMENTED_TOPOLOGY } from '../model/testing/documented-topology.ts';
import { givenStoresIn, programsOf } from '../system/planned-parts.ts';
import { listProcesses } from '../system/supervision/process-tree.ts';
import { loadPlatform } from './load-platform.ts';
import { type FinishedRun, runOnce } from './run.ts';

/*
 * Real faults on real parts under a real load: every part comes back, telemetry that is missing because of a fault is not a gap, and a
 * restart that a fault caused is not a surprise.
 */
const TOPOLOGY = { ...DOCUMENTED_TOPOLOGY, servers: 1, replicas: 1, poolMax: 10, poolMin: 2 };
const FAULTS: Fault[] = [
  { part: 'redis', action: 'stop', atMs: 2_000, returnAtMs: 8_000 },
  { part: 'postgres', action: 'stop', atMs: 12_000, returnAtMs: 18_000 },
  { part: 'postgres-replica-1', action: 'kill', atMs: 13_000, returnAtMs: 20_000 },
  { part: 'nginx', action: 'pause', atMs: 23_000, returnAtMs: 29_000 },
  { part: 'server-1', action: 'refuse', atMs: 31_000, returnAtMs: 33_000 },
  { part: 'redis', action: 'slow', delayMs: 20, atMs: 35_000, returnAtMs: 37_000 },
];
const PROFILE: LoadProfile = {
  loads: [
    {
      name: 'storm',
      load: { model: 'open', arrivalRatePerSec: 20 },
      generatorProcesses: 1,
      phases: [
        { name: 'warm-up', kind: 'warm-up', durationMs: 2_000 },
        { name: 'faults', kind: 'fault', durationMs: 42_000, faults: FAULTS },
      ],
    },
  ],
};

let folder: string;

beforeAll(async () => {
  const need = ['k6', ...programsOf([TOPOLOGY], givenStoresIn({}))] as const;
  await provision({ need, env: process.env, log: console.error });
  folder = await mkdtemp(join(tmpdir(), 'proofload-faults-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function stormyRun(
  name: string,
  signal: AbortSignal,
  onEvent: (what: string) => void,
): Promise<FinishedRun> {
  const platform = { ...(await loadPlatform('tvet-connect')), targets: [] };
  const { DATABASE_URL: _, REDIS_URL: __, ...env } = process.env;
  return runOnce({
    platform,
    profile: PROFILE,
    topology: TOPOLOGY,
    plantedDefects: {},
    datasetSize: 60,
    randomSeed: 1,
    runsFolder: join(folder, name),
    env,
    commandLine: [],
    signal,
    onProgress: (event) => {
      if (event.kind === 'event') onEvent(event.what);
    },
  });
}

/** How many runs may be lost to a machine so busy that the harness itself stood still: then every source is silent at once, whatever the faults. */
const ATTEMPTS = 2;

async function watchedRun(): Promise<FinishedRun> {
  for (let attempt = 1; ; attempt++) {
    const finished = await stormyRun(`all-${attempt}`, new AbortController().signal, () => {});
    const gaps = finished.verdict.validity.checks.filter(({ name }) => name === 'telemetry-gap');
    const stoodStill = gaps.some(({ reason }) => reason?.includes('Figures of the machine are missing'));
    if (!stoodStill || attempt === ATTEMPTS) return finished;
  }
}

const isLeft = () => listProcesses().some(({ cwd }) => cwd?.startsWith(folder));

it('each part has its planned faults and comes back, and none of this counts against the measurement', {
  timeout: ATTEMPTS * 180_000,
}, async () => {
  const { run, verdict } = await watchedRun();
  expect(run).toMatchObject({ state: 'complete' });
  const happenedTo = (name: string) =>
    run.events.filter(({ part }) => part === name).map(({ kind }) => kind.replace('part-', ''));
  expect(happenedTo('redis')).toEqual(['stopped', 'restored', 'slowed', 'restored']);
  expect(happenedTo('postgres')).toEqual(['stopped', 'restored']);
  expect(happenedTo('postgres-replica-1')).toEqual(['killed', 'restored']);
  expect(happenedTo('nginx')).toEqual(['paused', 'restored']);
  expect(happenedTo('server-1')).toEqual(['refusing', 'restored']);
  const ofFaults = verdict.validity.checks.filter(({ name }) =>
    ['part-restarted', 'telemetry-gap'].includes(name),
  );
  const violated = ofFaults.filter(({ status }) => status === 'violated').map(({ reason }) => reason);
  expect(violated).toEqual([]);
  expect(ofFaults.map(({ name }) => name)).toContain('part-restarted');
  expect(run.dataChecks.length).toBeGreaterThan(0);
  expect(run.integrity!.dataset!.after).not.toBeNull();
});

it('a load that is interrupted in the middle of a fault leaves nothing stopped', async () => {
  const interruption = new AbortController();
  const seen: string[] = [];
  const { run } = await stormyRun('interrupted', interruption.signal, (what) => {
    seen.push(what);
    if (what === 'redis stopped') interruption.abort('Ctrl-C');
  });
  expect(run.state).toBe('aborted');
  expect(seen).toEqual(['redis stopped', 'redis is back']);
  expect(isLeft()).toBe(false);
});
