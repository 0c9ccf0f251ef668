import { afterAll, beforeAll, expect, it } from 'vitest';
import { faultSpellsOf } from '../../harness/model/fault.ts';
import type { LoadProfile } from '../../harness/model/load.ts';
import { serverNames } from '../../harness/model/topology.ts';
import { prepareWholeRuns, shortened } from '../../harness/run/testing/whole-run.ts';
import { platform } from './platform.ts';

/* Whole runs. What they expect does not depend on how busy the machine is. */

/** Servers try to reach Redis again after a second at most; a busy machine may take longer. */
const RECONNECTED_MS = 3_000;

let whole: Awaited<ReturnType<typeof prepareWholeRuns>>;
beforeAll(async () => {
  whole = await prepareWholeRuns({ slug: platform.slug, datasetSize: 100 });
});
afterAll(() => whole?.end());

/** Only the load in which Redis is stopped, without the steady phase before that. */
function whileRedisIsStopped(): LoadProfile {
  const servers = serverNames(platform.documented);
  const { loads } = platform.profileFor({ users: 1, ratePerSec: 15, quick: true, servers, randomSeed: 1 });
  return {
    loads: loads
      .filter(({ phases }) => phases.some(({ kind }) => kind === 'fault'))
      .map(shortened)
      .map((load) => ({ ...load, phases: load.phases.filter(({ kind }) => kind !== 'steady') })),
  };
}

it('loses no request and no write while Redis is stopped', async () => {
  const { run, verdict } = await whole.run({ profile: whileRedisIsStopped() });
  const ofRedis = run.events.filter(({ part }) => part === 'redis').map(({ kind }) => kind);
  expect(ofRedis).toEqual(['part-stopped', 'part-restored']);
  expect(verdict.targets.map(({ id, actual }) => [id, actual])).toEqual([['ult.degrade', 1]]);
  expect(run.dataChecks.map(({ name }) => name)).toEqual(['progress', 'enrolments', 'bookmarks']);
  for (const { lost, duplicated } of run.dataChecks) expect([lost, duplicated]).toEqual([0, 0]);
});

it('fails when servers answer with an error while Redis is stopped, and only then', async () => {
  const { run, summary, verdict } = await whole.run({
    profile: whileRedisIsStopped(),
    defects: { failsWithoutCache: true },
  });
  expect(verdict.targets.map(({ id, status }) => [id, status])).toEqual([['ult.degrade', 'fail']]);
  const [away] = faultSpellsOf(run.events);
  const failing = summary.seconds.filter(({ outcomes }) => outcomes !== null && outcomes.failed > 0);
  for (const { second } of failing) {
    expect((second + 1) * 1000).toBeGreaterThan(away!.toldMs);
    expect(second * 1000).toBeLessThan(away!.endMs + RECONNECTED_MS);
  }
});
