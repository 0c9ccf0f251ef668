import { describe, expect, it } from 'vitest';
import type { Run } from '../../harness/model/run.ts';
import type { TargetVerdict, Verdict } from '../../harness/model/verdict.ts';
import { sampleRun, sampleVerdict } from '../../harness/store/testing/samples.ts';
import { judgeRound } from './judge-round.ts';
import type { Observed } from './observed.ts';
import { planRound, type RoundPlan } from './plan.ts';

const KEPT = { name: 'check-ins', acknowledged: 40, found: 40, lost: 0, duplicated: 0 };
const EVENT = { atMs: 1_795_224_270_000, kind: 'part-died' } as const;

const PASSED_AVAILABILITY = {
  id: 'tvet.availability',
  indicator: { source: 'requests', statistic: 'share' },
  status: 'pass',
} as TargetVerdict;

function plan(change: Partial<RoundPlan> = {}): RoundPlan {
  const nginx = { victim: 'nginx', targets: ['nginx'], deed: 'SIGKILL' } as const;
  const when = { moment: 'judged phase', load: 'open', pauseMs: 0 } as const;
  return { ...planRound(1, 1), ...nginx, ...when, throughLauncher: false, outsideDatabase: false, ...change };
}

const INTERRUPT = plan({ victim: 'harness', targets: ['harness'], deed: 'SIGINT' });
const KILL_HARNESS = plan({ victim: 'harness', targets: ['harness'], deed: 'SIGKILL' });
const KILL_WORKER = plan({ victim: 'nginx worker', targets: ['nginx worker'] });
const NOTHING = plan({
  victim: 'nobody',
  targets: ['nobody'],
  deed: 'nothing',
  moment: 'verdict',
  load: null,
});

/** A round in which the balancer was killed and everything is as it should be. */
function observed({
  run = {},
  verdict = {},
  left = {},
  ...change
}: Partial<Omit<Observed, 'run' | 'verdict' | 'left'>> & {
  run?: Partial<Run> | null;
  verdict?: Partial<Verdict> | null;
  left?: Partial<Observed['left']>;
} = {}): Observed {
  const died = [{ ...EVENT, what: 'nginx ended by itself by SIGKILL while the system was running.' }];
  return {
    isDone: true,
    exit: { code: 4, signal: null },
    output: '',
    afterwards: '$ proofload runs --out r (exit code 0)\n  no verdict   failed    r/x\n',
    left: {
      processes: [],
      ports: [],
      sharedMemory: [],
      temporary: [],
      secrets: [],
      connections: 0,
      ...left,
    },
    writes: null,
    run: run && sampleRun({ state: 'failed', events: died, dataChecks: [], ...run }),
    verdict: verdict && sampleVerdict({ status: 'invalid', ...verdict }),
    durationMs: 20_000,
    ...change,
  };
}

const brokenChecks = (of: RoundPlan, seen: Observed) => judgeRound(of, seen).map(({ check }) => check);

describe('a round in which everything is as it should be', () => {
  const complete: Partial<Run> = { state: 'complete', events: [], dataChecks: [KEPT] };
  const restarted = { ...EVENT, kind: 'part-restarted', what: 'a worker process of nginx crashed' } as const;
  it.each<[string, RoundPlan, Observed]>([
    ['a part was killed, and the run says so', plan(), observed()],
    ['nothing was done', NOTHING, observed({ run: complete })],
    [
      'it was interrupted',
      INTERRUPT,
      observed({ exit: { code: 130, signal: null }, run: { state: 'aborted', events: [] } }),
    ],
    [
      'the harness was killed, and the next command says so',
      KILL_HARNESS,
      observed({
        exit: { code: null, signal: 'SIGKILL' },
        run: { events: [{ ...EVENT, kind: 'note', what: 'Proofload itself ended before the run did.' }] },
      }),
    ],
    [
      'the launcher passes on how the harness was killed',
      { ...KILL_HARNESS, throughLauncher: true },
      observed({
        exit: { code: 137, signal: null },
        run: { events: [{ ...EVENT, kind: 'note', what: 'Proofload itself ended before the run did.' }] },
      }),
    ],
    [
      'a worker crashed and was replaced',
      KILL_WORKER,
      observed({ run: { ...complete, events: [restarted] } }),
    ],
    [
      'a part was killed before the load, and the command says which',
      plan({ moment: 'seeding', load: null, victim: 'redis', targets: ['redis'] }),
      observed({
        output: '\n  redis ended by itself by SIGKILL.\n  PART_DIED · Its log is redis.log.\n',
        run: { phases: [], events: [] },
        verdict: null,
      }),
    ],
    ['the victim was already gone', plan(), observed({ isDone: false, run: complete })],
  ])('%s', (_what, of, seen) => {
    expect(judgeRound(of, seen)).toEqual([]);
  });
});

describe('each check finds its own problem, and no other check reports it too', () => {
  it.each<[string, RoundPlan, Observed]>([
    ['ended by itself', plan(), observed({ exit: null })],
    ['the next command works', plan(), observed({ afterwards: '$ proofload runs --out r (exit code 70)\n' })],
    ['the next command works', plan(), observed({ afterwards: '$ proofload report r (did not end)\n' })],
    ['no process left', plan(), observed({ left: { processes: ['redis (pid 1)'] } })],
    ['no port left', plan(), observed({ left: { ports: ['port 15000'] } })],
    ['no shared memory left', plan(), observed({ left: { sharedMemory: ['segment 7'] } })],
    ['no connection left', plan(), observed({ left: { connections: 3 } })],
    ['no folder left', plan(), observed({ left: { temporary: ['proofload-Ab12'] } })],
    ['no session left', plan(), observed({ left: { secrets: ['x/k6/world.json'] } })],
    ['acknowledged writes are there', plan(), observed({ run: { dataChecks: [{ ...KEPT, lost: 1 }] } })],
    ['acknowledged writes are there', plan(), observed({ writes: [{ ...KEPT, duplicated: 1 }] })],
    ['acknowledged writes are there', NOTHING, observed({ run: { state: 'complete', dataChecks: [] } })],
    ['exit code fits', plan(), observed({ exit: { code: 70, signal: null } })],
    ['exit code fits', plan(), observed({ exit: { code: 0, signal: null } })],
    ['exit code fits', plan(), observed({ exit: { code: 2, signal: null } })],
    ['exit code fits', plan(), observed({ exit: { code: 130, signal: null } })],
    ['exit code fits', plan(), observed({ exit: { code: null, signal: 'SIGSEGV' } })],
    ['exit code fits', plan(), observed({ exit: { code: 139, signal: null } })],
    ['exit code fits', INTERRUPT, observed({ run: { state: 'aborted' } })],
    [
      'exit code fits',
      plan(),
      observed({ isDone: false, exit: { code: 1, signal: null }, run: null, verdict: null }),
    ],
    ['state is final', plan(), observed({ run: { state: 'running' } })],
    ['state is final', INTERRUPT, observed({ exit: { code: 130, signal: null } })],
    [
      'the run says what happened',
      plan(),
      observed({ run: { events: [{ ...EVENT, what: 'redis ended by itself.' }] } }),
    ],
    [
      'the run says what happened',
      plan({ moment: 'seeding', load: null }),
      observed({
        output: '\n  The run failed.\n  PART_DIED · See its log.\n',
        run: { events: [] },
        verdict: null,
      }),
    ],
    ['is judged', plan(), observed({ verdict: null })],
    ['nothing that broke is promised', plan(), observed({ verdict: { status: 'pass' } })],
    ['nothing that broke is promised', plan(), observed({ verdict: { targets: [PASSED_AVAILABILITY] } })],
    [
      'nothing that broke is promised',
      plan({ victim: 'k6', targets: ['k6'], deed: 'pause', pauseMs: 3_000 }),
      observed({ run: { state: 'complete', events: [], dataChecks: [KEPT] } }),
    ],
  ])('%s', (check, of, seen) => {
    expect(brokenChecks(of, seen)).toEqual([check]);
  });

  it('a complete run that does not mention a crashed worker breaks both checks that look for it', () => {
    const seen = observed({ run: { state: 'complete', events: [], dataChecks: [KEPT] } });
    expect(brokenChecks(KILL_WORKER, seen)).toEqual([
      'the run says what happened',
      'nothing that broke is promised',
    ]);
  });
});
