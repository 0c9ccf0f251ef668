import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { provision } from '../../../scripts/provision/index.ts';
import type { LoadProfile } from '../../model/load.ts';
import type { PlantedDefects } from '../../model/run.ts';
import { DOCUMENTED_TOPOLOGY } from '../../model/testing/documented-topology.ts';
import { serverNames, type Topology } from '../../model/topology.ts';
import { givenStoresIn, programsOf } from '../../system/planned-parts.ts';
import { loadPlatform } from '../load-platform.ts';
import { type FinishedRun, runOnce } from '../run.ts';

/*
 * The whole product, against real servers, with a small load: targets that need 30,000 users or 1,000 requests a second stay open.
 */
const USERS = 400;
export const RATE_PER_SEC = 200;

/** A machine that is busy with something else can make a run invalid. That says nothing about the product, so the run is repeated. */
const ATTEMPTS = 3;

/** More than the 12 seconds below which there is no interval. */
const SHORT_STEADY_MS = 14_000;

/** A disk in memory, if there is one: a commit that waits a second for a noisy disk says nothing about the product. */
const MEMORY_DISK = '/dev/shm';

export type WholeRun = { topology?: Partial<Topology>; defects?: PlantedDefects; profile: LoadProfile };

/** A folder for runs, and the programs that a run needs. */
export async function prepareWholeRuns() {
  if (existsSync(MEMORY_DISK)) vi.stubEnv('TMPDIR', MEMORY_DISK);
  const runsFolder = await mkdtemp(join(tmpdir(), 'proofload-e2e-'));
  await provision({
    need: ['k6', ...programsOf([DOCUMENTED_TOPOLOGY], givenStoresIn(process.env))],
    env: process.env,
    log: console.error,
  });
  return {
    run: (planned: WholeRun) => untilValid(() => runWhole(planned, runsFolder)),
    end: async () => {
      await rm(runsFolder, { recursive: true, force: true });
      vi.unstubAllEnvs();
    },
  };
}

async function untilValid(run: () => Promise<FinishedRun>): Promise<FinishedRun> {
  for (let attempt = 1; ; attempt++) {
    const finished = await run();
    const { validity, targets } = finished.verdict;
    if (validity.status === 'valid' || attempt === ATTEMPTS) return finished;
    const invalid = targets.filter(({ status }) => status === 'invalid').map(({ reason }) => reason);
    console.error(`attempt ${attempt} could not be judged: ${invalid.join(' ')}`);
  }
}

async function runWhole(planned: WholeRun, runsFolder: string): Promise<FinishedRun> {
  return runOnce({
    platform: await loadPlatform('tvet-connect'),
    profile: planned.profile,
    topology: { ...DOCUMENTED_TOPOLOGY, ...planned.topology },
    plantedDefects: planned.defects ?? {},
    datasetSize: USERS,
    randomSeed: 1,
    runsFolder,
    env: process.env,
    commandLine: [],
    signal: new AbortController().signal,
    onProgress: () => {},
  });
}

/** All loads of a quick run. */
export async function quickProfile(): Promise<LoadProfile> {
  const platform = await loadPlatform('tvet-connect');
  return platform.profileFor({
    users: USERS,
    ratePerSec: RATE_PER_SEC,
    quick: true,
    servers: serverNames(DOCUMENTED_TOPOLOGY),
    randomSeed: 1,
  });
}

/** What it takes to see a planted defect: steady phases of 14 s, and a killed server only where availability is judged. */
export async function shortProfile({ withKilledServer = false } = {}): Promise<LoadProfile> {
  const { loads } = await quickProfile();
  const shortened = { 'ramp-up': 3000, 'warm-up': 3000, steady: SHORT_STEADY_MS };
  return {
    loads: loads
      .filter(({ phases }) => withKilledServer || phases.every(({ kind }) => kind !== 'fault'))
      .map((load) => ({
        ...load,
        phases: load.phases.map((phase) =>
          phase.kind === 'fault' ? phase : { ...phase, durationMs: shortened[phase.kind] },
        ),
      })),
  };
}

/** The targets that failed. */
export function failuresOf({ verdict }: FinishedRun): string[] {
  return verdict.targets.filter(({ status }) => status === 'fail').map(({ id }) => id);
}
