import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { provision } from '../../../scripts/provision/index.ts';
import type { LoadProfile, PlannedLoad } from '../../model/load.ts';
import type { PlacedPlatform } from '../../model/platform.ts';
import type { PlantedDefects } from '../../model/run.ts';
import type { Target } from '../../model/target.ts';
import { serverNames, type Topology } from '../../model/topology.ts';
import { givenStoresIn, programsOf } from '../../system/planned-parts.ts';
import { holds } from '../../verdict/decide.ts';
import { loadPlatform } from '../load-platform.ts';
import { type FinishedRun, runOnce } from '../run.ts';

/*
 * The whole product, against real servers, with a small load: targets of TVET Connect that need 30,000 users or 1,000 requests a second stay
 * open.
 */
const TVET_CONNECT = 'tvet-connect';
const USERS = 200;
/** So low that three such runs fit on two cores: what is planted is a share of the requests, however many there are. */
export const RATE_PER_SEC = 100;

/** A machine that is busy with something else can make a run invalid. That says nothing about the product, so the run is repeated. */
const ATTEMPTS = 3;

/** Steady: more than the 12 seconds below which there is no interval. */
const SHORT_MS = { 'ramp-up': 3_000, 'warm-up': 3_000, steady: 14_000 };

/** A disk in memory, if there is one: a commit that waits a second for a noisy disk says nothing about the product. */
const MEMORY_DISK = '/dev/shm';

export type WholeRun = {
  topology?: Partial<Topology>;
  defects?: PlantedDefects;
  profile: LoadProfile;
  /** default: those of the platform */
  targets?: Target[];
  /** default: 3 */
  attempts?: number;
  /** default: as prepared */
  datasetSize?: number;
};

/** A folder for runs of one platform, and the programs that they need. */
export async function prepareWholeRuns({ slug = TVET_CONNECT, datasetSize = USERS } = {}) {
  const platform = await loadPlatform(slug);
  if (existsSync(MEMORY_DISK)) vi.stubEnv('TMPDIR', MEMORY_DISK);
  const runsFolder = await mkdtemp(join(tmpdir(), 'proofload-e2e-'));
  await provision({
    need: ['k6', ...programsOf([platform.documented], givenStoresIn(process.env))],
    env: process.env,
    log: console.error,
  });
  return {
    run: (planned: WholeRun) =>
      untilValid(
        () => runWhole(platform, { datasetSize, ...planned }, runsFolder),
        planned.attempts ?? ATTEMPTS,
      ),
    end: async () => {
      await rm(runsFolder, { recursive: true, force: true });
      vi.unstubAllEnvs();
    },
  };
}

async function untilValid(run: () => Promise<FinishedRun>, attempts: number): Promise<FinishedRun> {
  for (let attempt = 1; ; attempt++) {
    const finished = await run();
    const { validity, targets } = finished.verdict;
    if (validity.status === 'valid' || attempt === attempts) return finished;
    const invalid = targets.filter(({ status }) => status === 'invalid').map(({ reason }) => reason);
    console.error(`attempt ${attempt} could not be judged: ${invalid.join(' ')}`);
  }
}

async function runWhole(
  platform: PlacedPlatform,
  {
    profile,
    targets = platform.targets,
    topology,
    defects = {},
    datasetSize,
  }: WholeRun & { datasetSize: number },
  runsFolder: string,
): Promise<FinishedRun> {
  return runOnce({
    platform: { ...platform, targets },
    profile,
    topology: { ...platform.documented, ...topology },
    plantedDefects: defects,
    datasetSize,
    randomSeed: 1,
    runsFolder,
    env: process.env,
    commandLine: [],
    signal: new AbortController().signal,
    onProgress: () => {},
  });
}

/** All loads of a quick run. */
export async function quickProfile({ users = USERS, ratePerSec = RATE_PER_SEC } = {}): Promise<LoadProfile> {
  const platform = await loadPlatform(TVET_CONNECT);
  return platform.profileFor({
    users,
    ratePerSec,
    quick: true,
    servers: serverNames(platform.documented),
    randomSeed: 1,
  });
}

/** What it takes to see a planted defect: steady phases of 14 s, and a killed server only where availability is judged. */
export async function shortProfile({ withKilledServer = false } = {}): Promise<LoadProfile> {
  const { loads } = await quickProfile();
  return {
    loads: loads
      .filter(({ phases }) => withKilledServer || phases.every(({ kind }) => kind !== 'fault'))
      .map(shortened),
  };
}

/** The load with phases that are as short as possible. Fault phases keep their length, and so the moments of their faults. */
export function shortened(load: PlannedLoad): PlannedLoad {
  return {
    ...load,
    phases: load.phases.map((phase) =>
      phase.kind === 'fault' ? phase : { ...phase, durationMs: SHORT_MS[phase.kind] },
    ),
  };
}

/**
 * The targets that failed, and those whose figure is beyond their bound although the verdict is open: a machine busy with something else
 * may have caused that too, or may have let too few pass for the interval of a quantile.
 */
export function beyondIn({ verdict }: FinishedRun): string[] {
  return verdict.targets
    .filter(({ status, actual, operator, bound, indicator }) => {
      const isBeyond = actual !== null && !holds(actual, operator, bound);
      const isTooFew = status === 'inconclusive' && indicator.statistic === 'quantile';
      return status === 'fail' || (isBeyond && (status === 'invalid' || isTooFew));
    })
    .map(({ id }) => id);
}

/** The targets that failed. */
export function failuresOf({ verdict }: FinishedRun): string[] {
  return verdict.targets.filter(({ status }) => status === 'fail').map(({ id }) => id);
}
