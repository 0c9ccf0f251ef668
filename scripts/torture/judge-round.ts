import { EXIT } from '../../harness/model/errors.ts';
import { type Deed, LOAD_MOMENTS, type Moment, type Victim } from './kinds.ts';
import type { Observed } from './observed.ts';
import type { RoundPlan } from './plan.ts';

/** Something wrong after a round, and the check that found it. */
export type Problem = { check: CheckName; what: string };

export type CheckName = keyof typeof CHECKS;

type Check = (plan: RoundPlan, observed: Observed) => string | null;

/** Each returns what is wrong, or null. They are independent: one fault may break several. */
const CHECKS = {
  'ended by itself': (_plan, { exit }) =>
    exit === null ? 'the command did not end and had to be killed' : null,
  'the next command works': nextCommandWorks,
  'no process left': (_plan, { left }) => listed('still running', left.processes),
  'no port left': (_plan, { left }) => listed('still open', left.ports),
  'no shared memory left': (_plan, { left }) => listed('still there', left.sharedMemory),
  'no connection left': (_plan, { left }) =>
    left.connections > 0 ? `${left.connections} connections to the database are still open` : null,
  'no folder left': (_plan, { left }) => listed('in the temporary folder', left.temporary),
  'no session left': (_plan, { left }) => listed('session tokens in', left.secrets),
  'acknowledged writes are there': writesKept,
  'exit code fits': exitFits,
  'state is final': stateIsFinal,
  'the run says what happened': isNamed,
  'is judged': isJudged,
  'nothing that broke is promised': promisesNothingBroken,
} satisfies Record<string, Check>;

/** Everything that is wrong after a round; empty if nothing is. */
export function judgeRound(plan: RoundPlan, observed: Observed): Problem[] {
  return Object.entries(CHECKS).flatMap(([name, check]) => {
    const what = check(plan, observed);
    return what === null ? [] : [{ check: name as CheckName, what }];
  });
}

function listed(what: string, items: readonly string[]): string | null {
  return items.length === 0 ? null : `${what}: ${items.join(', ')}`;
}

function nextCommandWorks(_plan: RoundPlan, { afterwards }: Observed): string | null {
  const [, ended] = /^\$ .* \((did not end|exit code (?:70|null))\)$/m.exec(afterwards) ?? [];
  return ended === undefined ? null : `a command after the run: ${ended}`;
}

function writesKept(_plan: RoundPlan, { run, writes }: Observed): string | null {
  const checks = [...(run?.dataChecks ?? []), ...(writes ?? [])];
  const wrong = checks.filter(({ lost, duplicated }) => lost + duplicated > 0);
  if (wrong.length > 0)
    return wrong
      .map(
        ({ name, acknowledged, lost, duplicated }) =>
          `of ${acknowledged} ${name}, ${lost} are lost and ${duplicated} duplicated`,
      )
      .join('; ');
  return run?.state === 'complete' && run.dataChecks.length === 0
    ? 'the run is complete but did not look for them'
    : null;
}

/** The exit codes of a run with a verdict. */
const JUDGED_CODES: readonly number[] = [EXIT.pass, EXIT.fail, EXIT.inconclusive, EXIT.invalid];
const ENDED_CODES: readonly number[] = [...JUDGED_CODES, EXIT.environment, EXIT.interrupted];

function exitFits(plan: RoundPlan, { exit, isDone, run, verdict }: Observed): string | null {
  if (exit === null) return null; // another check reports it
  const died = exit.signal !== null || (exit.code ?? 0) > EXIT.interrupted; // via a shell or the launcher: 128 plus the signal's number
  const shown = exit.signal ?? `exit code ${exit.code}`;
  if (died) return isDone && endsTheCommand(plan) ? null : `${shown}, though nothing ended it that way`;
  if (exit.code === EXIT.internal) return 'exit code 70, a defect';
  if (!ENDED_CODES.includes(exit.code!)) return `${shown} does not fit this end`;
  const isComplete = run?.state === 'complete';
  if (exit.code === EXIT.pass && !isComplete) return 'exit code 0, though the run is not complete';
  if ((exit.code === EXIT.fail || exit.code === EXIT.inconclusive) && verdict === null)
    return `${shown}, though nothing was judged`;
  const isInterrupted = isDone && isInterruption(plan);
  if (isInterrupted && !isComplete && exit.code !== EXIT.interrupted)
    return `${shown}, though it was interrupted`;
  if (exit.code === EXIT.interrupted && !isInterrupted && !(isDone && plan.deed === 'close'))
    return `${shown}, though nothing interrupted it`;
  return null;
}

function stateIsFinal(plan: RoundPlan, { run, isDone, exit }: Observed): string | null {
  if (run === null) return null;
  if (run.state === 'running') return 'the run is still called "running" after the next command';
  if (run.state === 'complete' && !JUDGED_CODES.includes(exit?.code ?? -1) && !isAfterLoad(plan.moment))
    return 'the run is called "complete", but its command did not end that way';
  if (isDone && isInterruption(plan) && run.state === 'failed')
    return 'the run is called "failed", but it was interrupted';
  return null;
}

/** What the run's words must match when it names a missing part. */
const NAMES: Partial<Record<Victim, RegExp>> = {
  harness: /harness|proofload|killed|SIGKILL|SIGSEGV|SIGABRT|ended without|died/i,
  guardian: /guardian/i,
  k6: /k6/i,
  nginx: /nginx/i,
  'nginx worker': /nginx/i,
  postgres: /postgres/i,
  'postgres backend': /postgres/i,
  'postgres checkpointer': /postgres/i,
  redis: /redis/i,
};

function isNamed(plan: RoundPlan, observed: Observed): string | null {
  const { run, isDone, exit } = observed;
  if (!isDone || !breaks(plan) || (run?.state === 'complete' && isAfterLoad(plan.moment))) return null;
  if (exit !== null && run?.state === 'aborted' && isInterruption(plan)) return null;
  const told = wordsOf(observed);
  // Of several at once, the first one noticed ends the run. Parts that die together with the harness cannot be reported.
  const harnessGone = plan.targets.some((target) => ['harness', 'launcher', 'everything'].includes(target));
  const victims: readonly Victim[] = harnessGone ? ['harness'] : plan.targets;
  return victims.some((victim) => (NAMES[victim] ?? new RegExp(victim)).test(told))
    ? null
    : `nothing says that ${victims.join(' or ')} got ${plan.deed}`;
}

/** What the run and the commands say about its end: the reason, the events, the violated checks. */
function wordsOf({ run, verdict, output, exit }: Observed): string {
  const failure = /^ {2}(.*)\n {2}([A-Z_]+) · /m.exec(output)?.[0] ?? '';
  const { profile, provenance, plantedDefects, topology, facts, integrity, statements, phases, ...ending } =
    run ?? ({} as Partial<NonNullable<typeof run>>);
  const violated = (verdict?.validity.checks ?? []).filter(({ status }) => status === 'violated');
  const reasons = violated.map(({ reason }) => reason);
  const own = exit?.code === EXIT.pass ? '' : failure;
  const { id, platform, title, scenario, startedAt, ...rest } = ending as Partial<NonNullable<typeof run>>;
  return [own, JSON.stringify(rest), ...reasons].join('\n');
}

function isJudged(plan: RoundPlan, { verdict, isDone }: Observed): string | null {
  const hadLoad = isDone && (LOAD_MOMENTS.includes(plan.moment) || isAfterLoad(plan.moment));
  return hadLoad && verdict === null ? 'a load had begun, but there is no verdict' : null;
}

function promisesNothingBroken(plan: RoundPlan, { run, verdict, isDone }: Observed): string | null {
  if (run === null || verdict === null || !isDone) return null;
  if (run.state !== 'complete' && verdict.status === 'pass') return 'an unfinished run passed';
  if (run.state !== 'complete') {
    // Its last phase, in which a server is killed, did not reach its end.
    const passed = verdict.targets.find(
      ({ indicator, status }) =>
        indicator.source === 'requests' && indicator.statistic === 'share' && status === 'pass',
    );
    return passed ? `${passed.id} passed in an unfinished run` : null;
  }
  if (!LOAD_MOMENTS.includes(plan.moment) || !leavesATrace(plan)) return null;
  const spoken = [
    ...run.events.filter(({ kind }) => kind !== 'part-killed' && kind !== 'part-restored'),
    ...verdict.validity.checks.filter(({ status }) => status === 'violated'),
    ...verdict.targets.filter(({ status }) => status === 'fail' || status === 'invalid'),
  ];
  return spoken.length === 0 ? 'the run is complete, but nothing in it says what was done to it' : null;
}

function isAfterLoad(moment: Moment): boolean {
  return moment === 'closing checks' || moment === 'verdict';
}

const INTERRUPTIONS: readonly Deed[] = ['SIGTERM', 'SIGINT', 'SIGHUP'];

/** Whether the run was asked to stop, as by a user or a CI system. A launcher that is gone means the same. */
function isInterruption({ victim, deed }: RoundPlan): boolean {
  if (victim === 'launcher') return deed !== 'pause';
  return victim === 'harness' && INTERRUPTIONS.includes(deed);
}

/** Whether the watched process may end by a signal. */
function endsTheCommand({ victim, targets, deed }: RoundPlan): boolean {
  if (victim === 'launcher') return deed === 'SIGKILL';
  if (victim === 'everything') return true;
  return targets.includes('harness') && ['SIGKILL', 'SIGSEGV', 'SIGABRT'].includes(deed);
}

/** Whether the deed ends a process, or makes the system start again. */
function breaks({ victim, deed }: RoundPlan): boolean {
  if (['pause', 'cut', 'fill', 'close', 'nothing'].includes(deed)) return false;
  // A backend's connection ends and is opened again; a PostgreSQL that gets SIGTERM waits for its clients first.
  return !(deed === 'SIGTERM' && (victim === 'postgres backend' || victim === 'postgres'));
}

/** Whether a run that continues must mention the deed. A pause of an idle process may go unnoticed. */
function leavesATrace(plan: RoundPlan): boolean {
  if (breaks(plan)) return true;
  return (
    plan.deed === 'pause' && plan.pauseMs >= 2_000 && plan.targets.some((target) => BUSY.includes(target))
  );
}

/** What the load depends on. Servers are not included, because the balancer switches to another. */
const BUSY: readonly Victim[] = ['k6', 'harness'];
