import { isJudged } from '../../model/load.ts';
import { isObserved, type ObservedSources } from '../../model/observed-sources.ts';
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

/** What shows how busy a resource is; null: the generator's own process and the machine are always seen. */
const SHOWN_BY: Record<ResourceName, keyof ObservedSources | null> = {
  generator: null,
  balancer: 'edge',
  'server-event-loop': 'servers',
  pool: 'servers',
  'database-cpu': 'database',
  'database-locks': 'database',
  'database-io': 'database',
  cache: 'cache',
  machine: null,
};

/**
 * Every resource that could be observed in every judged phase, in the order in which a request passes them. Of a system that was not
 * started here, servers need not report every figure, so a resource that none of them ever reported is left out as well.
 */
export function saturationOf(run: Run, summary: Summary): ResourceSaturation[] {
  const all = summary.phases
    .filter(({ kind }) => isJudged(kind))
    .flatMap((phase) => saturationIn(phase, run));
  if (run.target === null || run.observed === undefined) return all;
  const reported = new Set(all.flatMap(({ resource, status }) => (status === 'unknown' ? [] : resource)));
  return all.filter(({ resource }) => SHOWN_BY[resource] !== 'servers' || reported.has(resource));
}

export function saturationIn(
  phase: PhaseSummary,
  run: Pick<Run, 'provenance' | 'observed'>,
): ResourceSaturation[] {
  return (Object.keys(FINDINGS) as ResourceName[])
    .filter((resource) => SHOWN_BY[resource] === null || isObserved(run, SHOWN_BY[resource]))
    .map((resource) => ({
      resource,
      phase: phase.name,
      ...FINDINGS[resource](phase, run.provenance.machine.cores),
    }));
}
