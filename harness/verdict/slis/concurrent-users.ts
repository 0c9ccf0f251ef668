import {
  formatBound,
  formatBytes,
  formatCores,
  formatCount,
  formatMeasure,
  formatPercent,
} from '../../model/format.ts';
import type { PlannedLoad } from '../../model/load.ts';
import type { Run } from '../../model/run.ts';
import type { PhaseSummary } from '../../model/summary.ts';
import type { Target } from '../../model/target.ts';
import type { Evidence } from '../../model/verdict.ts';
import { responseTimesOf } from '../../summary/merge.ts';
import { isGeneratorOf } from '../../summary/parts.ts';
import { headroom, holds } from '../decide.ts';
import { type Case, type Finding, notMeasured } from '../finding.ts';
import { BUSY_MACHINE_CPU_UTILIZATION, CONFIDENCE } from '../limits.ts';
import { timeQuantileInterval } from '../over-phases.ts';
import { ownFaultsIn } from '../own-faults.ts';
import { quoted } from '../reason.ts';
import { SLOW, slowSeconds, unexcluded } from '../unexcluded.ts';
import { claimOfP95, decideP95, finiteOrNull } from './response-time.ts';

/**
 * The fewest users alive in any second of the target's phases, while the promised response time holds in those phases: the
 * bound of the run's own responseTimeP95Ms target. A population is counted, not sampled, so it has no interval. Too few
 * users is never the system's failure, for it is the generator that keeps them alive: the target is then inconclusive.
 */
export function judgeConcurrentUsers(given: Case): Finding {
  const { run, target, targets, phases, random } = given;
  const names = quoted(phases.map(({ name }) => name));
  const seconds = phases.flatMap((phase) => phase.users);
  const { answered, all, bySecond } = responseTimesOf(phases);
  const p95 = all.quantile(0.95);
  if (seconds.length === 0 || p95 === null) return notMeasured(`No user's request was measured in ${names}.`);

  const alive = seconds.reduce((least, users) => Math.min(least, users), Number.POSITIVE_INFINITY);
  const held = answered.count === 0 ? 0 : alive; // no system held users of whom none was answered
  const planned = plannedUsers(run, phases);
  const responseTime = targets.find(({ sli }) => sli === 'responseTimeP95Ms');
  const resampled = timeQuantileInterval(bySecond, 0.95, CONFIDENCE, random);
  const { decision, interval, settledBy } = decideP95(
    all,
    resampled,
    responseTime ?? { operator: '<', bound: Number.POSITIVE_INFINITY },
  );
  const figures = {
    actual: held,
    interval: null,
    sampleCount: seconds.length,
    evidence: [
      { label: 'users planned', value: planned, unit: 'users' },
      {
        label: 'response time p95 with these users',
        value: finiteOrNull(p95.value),
        unit: 'ms',
        ...(interval && { interval }),
      },
      ...machineEvidence(given),
    ],
  };
  if (!holds(alive, target.operator, target.bound)) {
    const reason = tooFewUsers(given, alive, planned, 1 - answered.count / all.count);
    return { ...figures, status: 'inconclusive', reason, isMeasured: false };
  }

  const ofRequests = claimOfP95(all, answered.count, 'their requests', responseTime?.bound);
  const claim = `${formatCount(alive, 'user was', 'users were')} alive in every second and ${ofRequests}`;
  const promise = responseTime
    ? ` (promised ${formatBound(responseTime.operator, responseTime.bound, 'ms')})`
    : '';
  return {
    ...figures,
    status: decision,
    reason: `${claim}${promise}, ${conclusionOf(decision, target, held, settledBy)}.${decision === 'pass' && responseTime ? ` ${unexcluded(slowSeconds(bySecond.flat(), 0.95, responseTime.bound), SLOW)}` : ''}`,
    isMeasured: true,
  };
}

function conclusionOf(decision: string, target: Target, held: number, settledBy: string): string {
  const promise = `the promise of ${formatBound(target.operator, target.bound, 'users')}`;
  if (decision === 'fail') return `so ${promise} was broken in this run`;
  if (decision === 'inconclusive') return `which does not settle ${promise}: ${settledBy}`;
  const left = headroom(target, held);
  return left ? `so ${promise} holds with ${formatPercent(left)} to spare` : `so ${promise} holds`;
}

function plannedUsers(run: Run, phases: readonly PhaseSummary[]): number | null {
  const planned = loadsOf(run, phases)
    .map(({ load }) => (load.model === 'closed' ? load.users : null))
    .filter((users) => users !== null);
  return planned.length === 0 ? null : Math.min(...planned);
}

/** The loads that these phases are of. */
function loadsOf(run: Run, phases: readonly PhaseSummary[]): PlannedLoad[] {
  return run.profile.loads.filter((load) =>
    load.phases.some(({ name }) => phases.some((phase) => phase.name === name)),
  );
}

/** @param unansweredShare of the users' requests */
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

/** What a machine that could not hold all users ran out of, as far as was measured. */
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
    ? `requests failed by the generator's own fault (${lacked.join(', ')})`
    : 'memory and CPU were left, and nothing else was seen that it lacked';
}

/** Of the processes that keep the users alive; null when nobody looked at them. */
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
