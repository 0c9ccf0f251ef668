import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Fault } from '../../harness/model/fault.ts';
import type { LoadProfile, PlannedLoad } from '../../harness/model/load.ts';
import type { FinishedRun } from '../../harness/run/run.ts';
import { beyondIn, failuresOf, prepareWholeRuns, shortened } from '../../harness/run/testing/whole-run.ts';
import { platform } from './platform.ts';
import { DEFAULT_RATE_PER_SEC, DEFAULT_USERS, PHASES } from './profile.ts';

/*
 * Every target is turned red in one of three runs, by its own bound. A busy machine cannot turn it green: requests wait for seconds, or fail.
 * It can leave a verdict that rests on times open: then the figure must be beyond the bound. Where it cannot, the target must fail.
 */

type Red = { fails: string[]; isBeyond: string[] };
const ids = (names: string) => names.split(' ').map((name) => `school.${name}`);

const WEIGHTS = ids('lb-weights-1 lb-weights-2 lb-weights-3');
const WAITING: Red = { fails: ids('lb-weights-1 lb-weights-2'), isBeyond: ids('db connections fpm') };
const SLOW_PAGES: Red = { fails: ids('lb-weights-3'), isBeyond: ids('upload dashboard') };
const FAILING: Red = {
  fails: ids('p95 rpm qpm sustained peak growth-1000 growth-5000 growth-10000'),
  isBeyond: [],
};

it('are all targets', () => {
  const planted = [WAITING, SLOW_PAGES, FAILING].flatMap(({ fails, isBeyond }) => [...fails, ...isBeyond]);
  expect(planted.toSorted()).toEqual(platform.targets.map(({ id }) => id).toSorted());
});

type Stage = { users?: number; thinkTimeMs?: number; steadyMs?: number; fault?: Fault };

/**
 * The first stages of the document, shortened, as many as there are changes. Nothing has to settle before it is judged: what is planted is
 * there from the first second on.
 */
function stages(...changes: Stage[]): LoadProfile {
  const { loads } = platform.profileFor({
    users: DEFAULT_USERS,
    ratePerSec: DEFAULT_RATE_PER_SEC,
    quick: true,
    servers: [],
    randomSeed: 1,
  });
  return { loads: changes.map((change, index) => changed(shortened(loads[index]!), change)) };
}

function changed(planned: PlannedLoad, { steadyMs, fault, ...load }: Stage): PlannedLoad {
  const phases = planned.phases
    .filter(({ kind }) => kind !== 'warm-up')
    .map((phase) =>
      phase.kind === 'steady'
        ? { ...phase, durationMs: steadyMs ?? phase.durationMs, faults: fault ? [fault] : [] }
        : phase,
    );
  return { ...planned, load: { ...planned.load, ...load } as PlannedLoad['load'], phases };
}

function expectRed(finished: FinishedRun, { fails, isBeyond }: Red): void {
  const found = finished.verdict.targets.map(({ id, status, reason }) => `${id} ${status}: ${reason}`);
  expect(failuresOf(finished), found.join('\n')).toEqual(expect.arrayContaining(fails));
  expect(beyondIn(finished), found.join('\n')).toEqual(expect.arrayContaining(isBeyond));
}

let whole: Awaited<ReturnType<typeof prepareWholeRuns>>;
beforeAll(async () => {
  whole = await prepareWholeRuns({ slug: platform.slug, datasetSize: 1_000 });
});
afterAll(() => whole?.end());

it('a slow statement, an object store that is away, and wrong weights', async () => {
  const storeAway: Fault = { part: 'object-store', action: 'stop', atMs: 500, returnAtMs: 13_000 };
  const thinkTimeMs = 3_000;
  const finished = await whole.run({
    attempts: 1,
    // In the second stage so many users that the pools of all servers are used up.
    profile: stages(
      { users: 60, thinkTimeMs, fault: storeAway },
      { users: 450, thinkTimeMs },
      { users: 30, thinkTimeMs },
    ),
    topology: { weights: [1, 1, 2] },
    // A fifth of all pages show notifications, so some statements are slow in every second, and hold a connection meanwhile.
    defects: { slowStatement: { statement: 'notifications_read', delayMs: 5_000 } },
  });
  expectRed(finished, WAITING);
});

it('a slow object store, a slow statement of the dashboard alone, and the weights of another server', async () => {
  const steadyMs = 28_000; // more than the 72 uploads, and as many dashboards, that an interval takes
  const storeSlow: Fault = {
    ...{ part: 'object-store', action: 'slow', delayMs: 1_000 },
    ...{ atMs: 0, returnAtMs: steadyMs },
  };
  const finished = await whole.run({
    attempts: 1,
    profile: stages({ users: 240, thinkTimeMs: 3_000, steadyMs, fault: storeSlow }),
    targets: platform.targets
      .filter(({ id }) => [...SLOW_PAGES.isBeyond, ...WEIGHTS].includes(id))
      .map((target) => ({ ...target, phases: [PHASES.peak] })),
    topology: { cache: 'none', weights: [3, 3, 1] }, // without a cache, so that every dashboard counts
    // Longer than a dashboard may take, shorter than an upload may.
    defects: { slowStatement: { statement: 'people_count', delayMs: 1_500 } },
  });
  expectRed(finished, SLOW_PAGES);
  for (const kept of ids('lb-weights-1 lb-weights-2')) expect(beyondIn(finished)).not.toContain(kept);
});

it('responses that fail', async () => {
  const finished = await whole.run({
    attempts: 1,
    datasetSize: DEFAULT_USERS,
    profile: stages({ thinkTimeMs: 10_000 }, {}, {}),
    defects: { failedResponseRatio: 0.98 },
  });
  expectRed(finished, FAILING);
  expect(beyondIn(finished)).not.toContain('school.connections');
});
