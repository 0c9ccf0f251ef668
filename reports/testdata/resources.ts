import type { Evidence, ResourceName, ResourceSaturation, Suspect } from '../../harness/model/verdict.ts';

type Figures = Pick<ResourceSaturation, 'status' | 'utilization' | 'saturation' | 'errors' | 'evidence'>;

const figure = (label: string, value: number, unit: string): Evidence => ({ label, value, unit });

const CALM: Record<ResourceName, Figures> = {
  generator: { status: 'idle', utilization: 0.21, saturation: figure('p99 of the start delay', 0.31, 'ms'), errors: 0, evidence: [figure('CPU of the generator', 0.42, 'cores'), figure('virtual users busy at once', 24, 'users')] },
  balancer: { status: 'idle', utilization: 0.14, saturation: figure('connections dropped', 0, 'connections'), errors: 0, evidence: [figure('CPU of all workers', 0.21, 'cores')] },
  'server-event-loop': { status: 'idle', utilization: 0.15, saturation: figure('p99 of the event-loop delay of server-2', 10.7, 'ms'), errors: null, evidence: [figure('CPU of server-2', 0.15, 'cores')] },
  pool: { status: 'idle', utilization: 0.012, saturation: figure('requests waiting for a connection', 0, 'requests'), errors: 0, evidence: [figure('connections in use', 3.6, 'connections'), figure('connections allowed', 300, 'connections'), figure('wait for a connection, mean', 0.03, 'ms'), figure('time that a connection is held, mean', 1.4, 'ms')] },
  'database-cpu': { status: 'idle', utilization: 0.08, saturation: figure('backends running', 0.2, 'backends'), errors: null, evidence: [figure('CPU of PostgreSQL', 0.16, 'cores')] },
  'database-locks': { status: 'idle', utilization: 0, saturation: figure('backends waiting for a lock', 0, 'backends'), errors: null, evidence: [figure('backends busy with a statement', 0.2, 'backends')] },
  'database-io': { status: 'idle', utilization: 0.04, saturation: figure('backends waiting for the disk', 0.01, 'backends'), errors: null, evidence: [figure('reading data files', 0, 'ms/s'), figure('backends busy with a statement', 0.2, 'backends')] },
  cache: { status: 'idle', utilization: 0.11, saturation: figure("duration of 'mget', mean", 0.02, 'ms'), errors: 0, evidence: [figure('CPU of the thread that executes commands', 0.11, 'cores'), figure('keys evicted', 0, 'keys')] },
  machine: { status: 'idle', utilization: 0.46, saturation: figure('time in which a task waited for a core', 0.08, 'ratio'), errors: null, evidence: [figure('least memory available', 17_400_000_000, 'bytes')] },
};

const NOTHING_SEEN: Figures = { status: 'unknown', utilization: null, saturation: null, errors: null, evidence: [] };

/** Pools with few connections, each of which is held for long. */
const SHORT_OF_CONNECTIONS: Partial<Record<ResourceName, Figures>> = {
  pool: { status: 'saturated', utilization: 0.982, saturation: figure('requests waiting for a connection', 41, 'requests'), errors: 12, evidence: [figure('connections in use', 11.8, 'connections'), figure('connections allowed', 12, 'connections'), figure('wait for a connection, mean', 44.1, 'ms'), figure('time that a connection is held, mean', 9.82, 'ms')] },
  'database-cpu': { ...CALM['database-cpu'], status: 'busy', utilization: 0.52, saturation: figure('backends running', 1.1, 'backends') },
  'database-io': NOTHING_SEEN,
  machine: { ...CALM.machine, status: 'busy', utilization: 0.71 },
};

/** A generator without CPU, in the phase in which it started late. */
const WEAK_GENERATOR: Partial<Record<ResourceName, Figures>> = {
  generator: { status: 'saturated', utilization: 0.962, saturation: figure('p99 of the start delay', 184, 'ms'), errors: 0, evidence: [figure('CPU of the generator', 0.962, 'cores')] },
  machine: { ...CALM.machine, status: 'saturated', utilization: 0.93 },
};

type Cause = 'none' | 'pool' | 'generator';

/** Every resource in every judged phase; `cause` is the resource that was short. */
export function resourcesOf(cause: Cause): ResourceSaturation[] {
  const changes: Record<string, Partial<Record<ResourceName, Figures>>> = {
    steady: cause === 'pool' ? SHORT_OF_CONNECTIONS : {},
    'users-steady': {},
    failover: cause === 'pool' ? SHORT_OF_CONNECTIONS : cause === 'generator' ? WEAK_GENERATOR : {},
  };
  return Object.entries(changes).flatMap(([phase, changed]) =>
    (Object.keys(CALM) as ResourceName[]).map((resource) => ({ resource, phase, ...(changed[resource] ?? CALM[resource]) })),
  );
}

const at = (phase: string, ...evidence: Evidence[]): Evidence[] => evidence.map((each) => ({ ...each, phase }));

export const POOL_SUSPECT: Suspect = {
  resource: 'pool',
  reason:
    "In 'steady' 44.1 of 82.3 ms of the mean response time are spent waiting for a connection of the pool. The connection pool is the first suspect: 98.2% in use, requests waiting for a connection 41 requests, 12 errors. PostgreSQL behind it is not saturated: there are too few connections, each held for 9.82 ms on average.",
  evidence: at(
    'steady',
    figure('mean response time', 82.3, 'ms'),
    figure('wait for a connection', 44.1, 'ms'),
    figure('queries', 17.9, 'ms'),
    figure("servers' own work", 8.2, 'ms'),
    figure('requests waiting for a connection', 41, 'requests'),
    figure('connections in use', 11.8, 'connections'),
    figure('connections allowed', 12, 'connections'),
  ),
};

export const NO_SUSPECT: Suspect = {
  resource: null,
  reason: "No resource was saturated. In 'users-steady' most misses are of 'student_sync' (2,400 of 20,600 lookups).",
  evidence: [],
};
