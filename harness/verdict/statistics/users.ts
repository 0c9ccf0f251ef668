import {
  formatBound,
  formatBytes,
  formatCores,
  formatCount,
  formatMeasure,
  formatPercent,
} from '../../model/format.ts';
import { type UserIndicator, unitOf } from '../../model/indicator.ts';
import { indicatorInWords } from '../../model/indicator-words.ts';
import { type PlannedLoad, usersPerVuOf } from '../../model/load.ts';
import type { Run } from '../../model/run.ts';
import type { PhaseSummary } from '../../model/summary.ts';
import type { Target } from '../../model/target.ts';
import type { Evidence } from '../../model/verdict.ts';
import { responseTimesOf } from '../../summary/merge.ts';
import { isGeneratorOf } from '../../summary/parts.ts';
import { headroom, holds } from '../decide.ts';
import { type CaseOf, type Estimate, type Estimated, isFinding } from '../estimate.ts';
import { type Case, notMeasured, notRun } from '../finding.ts';
import { BUSY_MACHINE_CPU_UTILIZATION } from '../limits.ts';
import { ownFaultsIn } from '../own-faults.ts';
import { quoted } from '../reason.ts';

/** If no target must hold meanwhile, users must at least have been answered. */
const ANY_TIME: Pick<Target, 'indicator' | 'operator' | 'bound'> = {
  indicator: { source: 'requests', statistic: 'quantile', q: 0.95 },
  operator: '<',
  bound: Number.POSITIVE_INFINITY,
};

/**
 * The fewest users alive in any second of the target's phases, while another target that it names holds in those phases. A population is
 * counted, not sampled, so it has no interval. Too few users are never the system's failure, because the generator keeps them alive: the
 * target is then inconclusive.
 */
export function estimateUsers(given: CaseOf<UserIndicator>, estimate: (given: Case) => Estimated): Estimated {
  const { run, target, targets, indicator, phases } = given;
  const names = quoted(phases.map(({ name }) => name));
  const promised = targets.find(({ id }) => id === indicator.while);
  if (indicator.while !== undefined && promised === undefined)
    return notRun(`Users count while ${indicator.while} holds, but there is no such target.`);
  const seconds = phases.flatMap((phase) => phase.users);
  const condition = estimate({
    ...given,
    target: { ...target, ...(promised ?? ANY_TIME) },
    whose: 'their requests',
  });
  if (seconds.length === 0) return notMeasured(`No user's request was measured in ${names}.`);
  if (isFinding(condition)) return { ...condition, actual: null, interval: null, sampleCount: 0 };

  const alive = seconds.reduce((least, users) => Math.min(least, users), Number.POSITIVE_INFINITY);
  const unanswered = unansweredShare(phases);
  const held = unanswered === 1 ? 0 : alive; // users none of whom got a response were not held
  const planned = plannedUsers(run, phases);
  const of = promised ?? { ...target, ...ANY_TIME };
  const figures = {
    actual: held,
    interval: null,
    sampleCount: seconds.length,
    evidence: [
      { label: 'users planned', value: planned, unit: 'users' },
      ...sharedEvidence(run, phases),
      {
        label: `${indicatorInWords(of.indicator)} with these users`,
        value: condition.actual,
        unit: unitOf(of.indicator),
        ...(condition.interval && { interval: condition.interval }),
      },
      ...machineEvidence(given),
    ],
  };
  if (!holds(alive, target.operator, target.bound)) {
    const reason = tooFewUsers(given, alive, planned, unanswered);
    return { ...figures, status: 'inconclusive', reason, isMeasured: false };
  }
  const claim = `${formatCount(alive, 'user was', 'users were')} alive in every second and ${condition.claim}`;
  const promise = promised
    ? ` (promised ${formatBound(promised.operator, promised.bound, unitOf(promised.indicator))})`
    : '';
  const rest =
    condition.decision === 'pass' && promised && condition.unexcluded ? ` ${condition.unexcluded()}` : '';
  return {
    ...figures,
    status: condition.decision,
    reason: `${claim}${promise}, ${conclusionOf(condition, target, held)}.${rest}`,
    isMeasured: true,
  };
}

function conclusionOf({ decision, settledBy }: Estimate, target: Target, held: number): string {
  const promise = `the promise of ${formatBound(target.operator, target.bound, 'users')}`;
  if (decision === 'fail') return `so ${promise} was broken in this run`;
  if (decision === 'inconclusive') return `which does not settle ${promise}: ${settledBy}`;
  const left = headroom(target, held);
  return left ? `so ${promise} holds with ${formatPercent(left)} to spare` : `so ${promise} holds`;
}

/** The share of the users' requests that failed or were never answered. */
function unansweredShare(phases: readonly PhaseSummary[]): number {
  const { answered, all } = responseTimesOf(phases.map(({ series }) => series));
  return all.count === 0 ? 0 : 1 - answered.count / all.count;
}

function plannedUsers(run: Run, phases: readonly PhaseSummary[]): number | null {
  const planned = loadsOf(run, phases)
    .map(({ load }) => (load.model === 'closed' ? load.users : null))
    .filter((users) => users !== null);
  return planned.length === 0 ? null : Math.min(...planned);
}

/** If users shared virtual users, they also shared addresses and connections. */
function sharedEvidence(run: Run, phases: readonly PhaseSummary[]): Evidence[] {
  const most = Math.max(...loadsOf(run, phases).map(({ load }) => usersPerVuOf(load)));
  return most > 1 ? [{ label: 'users who shared a connection', value: most, unit: 'users' }] : [];
}

/** The loads to which these phases belong. */
function loadsOf(run: Run, phases: readonly PhaseSummary[]): PlannedLoad[] {
  return run.profile.loads.filter((load) =>
    load.phases.some(({ name }) => phases.some((phase) => phase.name === name)),
  );
}

/** @param unansweredShare share of the users' requests that failed or were never answered */
function tooFewUsers(given: Case, held: number, planned: number | null, unansweredShare: number): string {
  const { bound } = given.target;
  const promised = formatCount(bound, 'promised user');
  if (planned === null) return `No load of the run keeps users alive, so it cannot show ${promised}.`;
  if (unansweredShare > 0 && planned < bound) {
    const unanswered = `${formatPercent(unansweredShare)} of their requests failed or were never answered`;
    return `The load planned ${formatCount(planned, 'user')} of the ${promised}, and ${unanswered}: a load of ${formatCount(bound, 'user')} would settle it.`;
  }
  if (planned < bound) {
    return `The load planned ${formatCount(planned, 'user')} and held ${formatMeasure(held, '')} of the ${promised}: a load of ${formatCount(bound, 'user')} would settle it.`;
  }
  return `Of the ${promised} this machine held only ${formatMeasure(held, '')} in every second: ${missingResource(given, held)}.`;
}

/** What a machine that could not hold all users ran out of, as far as it was measured. */
function missingResource(given: Case, held: number): string {
  const { run, target, phases } = given;
  const generatorBytes = generatorMemoryOf(given) ?? 0;
  const neededBytes = held > 0 ? (generatorBytes / held) * (target.bound - held) : 0;
  const freeBytes = Math.min(
    ...phases.map(({ resources }) => resources.machine?.leastAvailableBytes ?? Number.POSITIVE_INFINITY),
  );
  if (neededBytes > freeBytes) {
    return `the others need about ${formatBytes(neededBytes)} more memory and ${formatBytes(freeBytes)} is free`;
  }
  const cpu = busiest(phases);
  if (cpu !== null && cpu >= BUSY_MACHINE_CPU_UTILIZATION) {
    return `its ${formatCores(run.provenance.machine.cores)} were ${formatPercent(cpu)} busy`;
  }
  const lacked = [...new Set(phases.flatMap(ownFaultsIn).map(({ lacked: what }) => what))];
  return lacked.length > 0
    ? `requests failed through the generator's own fault (${lacked.join(', ')})`
    : 'memory and CPU were left, and no other shortage was seen';
}

/** Memory of the processes that keep the users alive; null if it was not measured. */
function generatorMemoryOf({ run, summary, phases }: Case): number | null {
  const counts = loadsOf(run, phases).map(({ generatorProcesses }) => generatorProcesses);
  const generators = summary.processes.filter(({ name }) =>
    counts.some((count) => isGeneratorOf(count, name)),
  );
  return generators.length === 0
    ? null
    : generators.reduce((sum, { memoryMaxBytes }) => sum + memoryMaxBytes, 0);
}

function busiest(phases: readonly PhaseSummary[]): number | null {
  const known = phases.map((phase) => phase.machineCpuUtilization).filter((cpu) => cpu !== null);
  return known.length === 0 ? null : Math.max(...known);
}

function machineEvidence(given: Case): Evidence[] {
  const { run, phases } = given;
  return [
    { label: 'CPU of the machine in use', value: busiest(phases), unit: 'ratio' },
    { label: 'memory of the generator', value: generatorMemoryOf(given), unit: 'bytes' },
    { label: 'memory of the machine', value: run.provenance.machine.memoryBytes, unit: 'bytes' },
  ];
}
