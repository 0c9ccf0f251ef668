import { isJudged } from '../../model/load.ts';
import type { Run } from '../../model/run.ts';
import type { PhaseSummary, Summary } from '../../model/summary.ts';
import type { ResourceName, ResourceSaturation } from '../../model/verdict.ts';
import { cacheFinding } from './cache-resource.ts';
import { databaseCpuFinding, databaseIoFinding, databaseLocksFinding } from './database-resources.ts';
import { balancerFinding, generatorFinding, machineFinding } from './generator-and-machine.ts';
import { eventLoopFinding, poolFinding } from './server-resources.ts';
import type { ResourceFinding } from './status.ts';

const FINDINGS: Record<ResourceName, (phase: PhaseSummary, machineCores: number) => ResourceFinding> = {
  generator: generatorFinding,
  balancer: balancerFinding,
  'server-event-loop': eventLoopFinding,
  pool: poolFinding,
  'database-cpu': databaseCpuFinding,
  'database-locks': databaseLocksFinding,
  'database-io': databaseIoFinding,
  cache: cacheFinding,
  machine: machineFinding,
};

/** Every resource in every judged phase, in the order in which a request passes them. */
export function saturationOf(run: Run, summary: Summary): ResourceSaturation[] {
  return summary.phases.filter(({ kind }) => isJudged(kind)).flatMap((phase) => saturationIn(phase, run));
}

export function saturationIn(
  phase: PhaseSummary,
  { provenance }: Pick<Run, 'provenance'>,
): ResourceSaturation[] {
  return (Object.keys(FINDINGS) as ResourceName[]).map((resource) => ({
    resource,
    phase: phase.name,
    ...FINDINGS[resource](phase, provenance.machine.cores),
  }));
}
