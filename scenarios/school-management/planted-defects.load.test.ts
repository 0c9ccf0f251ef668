import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Fault } from '../../harness/model/fault.ts';
import type { LoadProfile, PlannedLoad } from '../../harness/model/load.ts';
import type { Target } from '../../harness/model/target.ts';
import type { FinishedRun } from '../../harness/run/run.ts';
import { brokenIn, prepareWholeRuns, shortened } from '../../harness/run/testing/whole-run.ts';
import { platform } from './platform.ts';
import { PHASES, STAGES } from './profile.ts';

/*
 * Every target is turned red in one of two runs. How busy the machine is makes no difference: requests wait for seconds, or fail. Each stage
 * has fewer users than the document says, and the targets about users promise as many as there are; all others are as documented.
 */

const ids = (names: string) => names.split(' ').map((name) => `school.${name}`);

const RED_IF_WAITING = ids('db connections fpm lb-weights-1 lb-weights-2');
const RED_IF_FAILING = [
  ...ids('p95 upload dashboard rpm qpm lb-weights-3'),
  ...ids('sustained peak growth-1000 growth-5000 growth-10000'),
];

it('are all targets', () => {
  const planted = [...RED_IF_WAITING, ...RED_IF_FAILING];
  expect(planted.toSorted()).toEqual(platform.targets.map(({ id }) => id).toSorted());
});

type UsersInStages = readonly [peak: number, growth5000: number, growth10000: number];

/**
 * They look at a page for 3 s, so that 30 users visit as many pages as the document's 300. Nothing has to settle before it is judged: what
 * is planted is there from the first second on.
 */
function profileOf(users: UsersInStages, faultsAtPeak: Fault[] = []): LoadProfile {
  const { loads } = platform.profileFor({
    users: 300,
    ratePerSec: 100,
    quick: true,
    servers: [],
    randomSeed: 1,
  });
  const withUsers = (planned: PlannedLoad, stage: number): PlannedLoad => ({
    ...planned,
    load: { model: 'closed', users: users[stage]!, thinkTimeMs: 3_000 },
    phases: planned.phases
      .filter(({ kind }) => kind !== 'warm-up')
      .map((phase) => (phase.name === PHASES.peak ? { ...phase, faults: faultsAtPeak } : phase)),
  });
  return { loads: loads.map(shortened).map(withUsers) };
}

function targetsFor(users: UsersInStages): Target[] {
  const usersIn = (phase: string) => users[STAGES.findIndex(({ steady }) => steady === phase)]!;
  return platform.targets.map((target) =>
    target.indicator.source === 'users' ? { ...target, bound: usersIn(target.phases[0]!) } : target,
  );
}

/** Shown if a target is not red. */
function reasonsOf({ verdict }: FinishedRun): string {
  return verdict.targets.map(({ id, status, reason }) => `${id} ${status}: ${reason}`).join('\n');
}

let whole: Awaited<ReturnType<typeof prepareWholeRuns>>;
beforeAll(async () => {
  whole = await prepareWholeRuns({ slug: platform.slug, datasetSize: 1_000 });
});
afterAll(() => whole?.end());

it('a slow statement, an object store that is away, and wrong weights', async () => {
  const users = [60, 450, 30] as const; // so many that the pools of all servers are used up
  const storeAway: Fault = { part: 'object-store', action: 'stop', atMs: 500, returnAtMs: 13_000 };
  const finished = await whole.run({
    attempts: 1,
    profile: profileOf(users, [storeAway]),
    targets: targetsFor(users),
    topology: { weights: [1, 1, 2] },
    // A fifth of all pages show notifications, so some statements are slow in every second, and hold a connection meanwhile.
    defects: { slowStatement: { statement: 'notifications_read', delayMs: 5_000 } },
  });
  expect(brokenIn(finished), reasonsOf(finished)).toEqual(expect.arrayContaining(RED_IF_WAITING));
});

it('responses that fail, and the weights of another server', async () => {
  const users = [260, 260, 30] as const; // of whose pages some hundred are uploads, and as many dashboards
  const finished = await whole.run({
    attempts: 1,
    profile: profileOf(users),
    targets: targetsFor(users),
    topology: { weights: [3, 3, 1] },
    defects: { failedResponseRatio: 0.98 },
  });
  expect(brokenIn(finished), reasonsOf(finished)).toEqual(expect.arrayContaining(RED_IF_FAILING));
  for (const kept of ids('connections lb-weights-1 lb-weights-2'))
    expect(brokenIn(finished)).not.toContain(kept);
});
