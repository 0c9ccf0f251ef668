import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { isRunning } from '../../harness/system/testing/fixture.ts';
import { LIMITS } from './observed.ts';
import { planRound, type RoundPlan } from './plan.ts';
import type { RoundResult } from './table.ts';
import { torture } from './torture.ts';

function fixedPlan(round: number, fixed: Partial<RoundPlan>): RoundPlan {
  const plain = {
    pauseMs: 0,
    load: null,
    throughLauncher: false,
    outsideDatabase: false,
    delayMs: 0,
  } as const;
  return { ...planRound(1, round), ...plain, ...fixed };
}

const PLANS: RoundPlan[] = [
  fixedPlan(1, { victim: 'server-2', targets: ['server-2'], deed: 'SIGKILL', moment: 'starting servers' }),
  fixedPlan(2, {
    ...{ victim: 'harness', targets: ['harness'], deed: 'SIGINT', moment: 'ramp-up', load: 'closed' },
    ...{ delayMs: 1_000, throughLauncher: true, outsideDatabase: true },
  }),
  fixedPlan(3, { victim: 'redis', targets: ['redis'], deed: 'SIGKILL', moment: 'seeding' }),
];
/** The round in which a process and a folder are left behind on purpose. */
const PLANTED = 3;

let folder: string;
let sleeper: ChildProcess | undefined;
let results: RoundResult[];

/** Leaves behind what a run would leave that neither stops its parts nor removes their folders. */
async function plantLeftOvers(): Promise<void> {
  const [name] = (await readdir(folder)).filter((entry) => entry.startsWith('proofload-torture-'));
  const temporary = join(folder, name!, `round-${PLANTED}`, 'tmp');
  await vi.waitFor(() => expect(existsSync(temporary)).toBe(true), { timeout: 60_000 });
  await mkdir(join(temporary, 'left-behind'));
  sleeper = spawn('sleep', ['600'], { cwd: join(temporary, 'left-behind'), env: {}, stdio: 'ignore' });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'torture-test-'));
  await chmod(folder, 0o711); // PostgreSQL runs under its own account in a folder below
  vi.stubEnv('TMPDIR', folder);
  const begun: Promise<void>[] = [];
  results = await torture({
    seed: 1,
    from: 1,
    goesOn: (done) => done < PLANS.length,
    resultsFolder: join(folder, 'results'),
    signal: new AbortController().signal,
    limits: { ...LIMITS, goneMs: 20_000 },
    log: (line) => {
      if (line.startsWith(`round ${PLANTED}:`)) begun.push(plantLeftOvers());
    },
    planned: (_seed, round) => PLANS[round - 1]!,
  });
  await Promise.all(begun);
}, 400_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  sleeper?.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

describe.runIf(process.platform === 'linux')('torture', () => {
  it('finds no problem in a run that lost a server, nor in one that was interrupted under load', () => {
    const [lost, interrupted] = results;
    expect(lost).toMatchObject({ ended: 'named: PART_DIED', problems: [] });
    // Which of the two depends on how much was measured in its second of load.
    expect(interrupted).toMatchObject({
      ended: expect.stringMatching(/^interrupted, then judged: (invalid|inconclusive)$/),
      problems: [],
    });
  });

  it('finds the process and the folder that were left on purpose, and keeps the files of the round', async () => {
    const { problems } = results[PLANTED - 1]!;
    expect(problems.map(({ check }) => check)).toEqual(['no process left', 'no folder left']);
    expect(problems[0]!.what).toContain(`sleep 600 (pid ${sleeper!.pid})`);
    expect(problems[1]!.what).toContain('left-behind');
    const kept = join(folder, 'results', `seed-1-round-${PLANTED}`);
    expect((await readdir(kept)).toSorted()).toEqual(['output.txt', 'round.json', 'runs']);
  });

  it('leaves nothing behind itself: it ends the process that it found, and removes its folder', async () => {
    await expect.poll(() => isRunning(sleeper!.pid!)).toBe(false);
    expect((await readdir(folder)).filter((name) => name !== 'results')).toEqual([]);
  });
});
