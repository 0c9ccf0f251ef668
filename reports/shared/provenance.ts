import { formatCount, formatMeasure, formatNumber } from '../../harness/model/format.ts';
import { proofloadCommand } from '../../harness/model/installation.ts';
import type { Provenance } from '../../harness/model/run.ts';
import type { Topology } from '../../harness/model/topology.ts';

/** A command as one types it into a shell, quoted if necessary. */
export function shellCommand(commandLine: readonly string[]): string {
  return commandLine
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}

/** The code that ran, its hash cut to `digits`. */
export function commitOf(
  {
    commit,
    commitIsDirty,
    commitUnknownBecause,
  }: Pick<Provenance, 'commit' | 'commitIsDirty' | 'commitUnknownBecause'>,
  digits = 40,
): string {
  if (commit === null) return commitUnknownBecause ? `unknown (git: ${commitUnknownBecause})` : 'unknown';
  return `${commit.slice(0, digits)}${commitIsDirty ? ', with local changes' : ''}`;
}

/** The command that repeats the run. `commandLine` holds the arguments of the `proofload` command. */
export function againCommand({ commit, commandLine }: Pick<Provenance, 'commit' | 'commandLine'>): string {
  const command = proofloadCommand(shellCommand(commandLine));
  return commit === null ? command : `git checkout ${commit}\n${command}`;
}

/** The configuration, for readers. Factors at their usual level (no replica, no bouncer) are left out. */
export function topologyFacts(topology: Topology | null): Record<string, string> {
  if (topology === null) return { System: 'not started by Proofload: its configuration is unknown' };
  const {
    servers,
    weights,
    poolMin,
    poolMax,
    replicas,
    pgbouncer,
    singleFlight,
    objectStorage,
    fileDelivery,
  } = topology;
  return {
    'API servers':
      typeof servers === 'number'
        ? formatNumber(servers)
        : servers.map(({ kind, count }) => `${formatNumber(count)} ${kind}`).join(', '),
    ...(weights && { 'Balancer weights': weights.join(' / ') }),
    'Connection pool': `${formatNumber(poolMin)} to ${formatNumber(poolMax)} connections for each server${pgbouncer ? ', through PgBouncer' : ''}`,
    Cache: cacheOf(topology),
    ...(!singleFlight && { 'Single-flight': 'off' }),
    Indexes: topology.indexes ? 'as documented' : 'left out',
    ...(replicas > 0 && { 'Read replicas': formatNumber(replicas) }),
    ...(objectStorage !== 'none' && {
      Files: `object store (S3)${fileDelivery === 'edge' ? ', delivered and cached by the edge' : ''}`,
    }),
  };
}

function cacheOf(topology: Topology): string {
  const { cache, cacheGzip, redisNodes, redisMaxMemoryMb, cacheTtlFactor } = topology;
  if (cache === 'none') return 'none';
  const memory = `memory of each server (${formatCount(topology.memoryCacheEntries, 'entry', 'entries')}, at most ${formatMeasure(topology.memoryCacheTtlSec, 's')}), then `;
  const redis = `Redis with ${formatNumber(redisMaxMemoryMb)} MB${redisNodes === 1 ? '' : ` in a cluster of ${formatNumber(redisNodes)} nodes`}`;
  const times =
    cacheTtlFactor === 1 ? '' : `, times to live ${formatNumber(cacheTtlFactor)} times the documented ones`;
  return `${cache === 'memory-and-redis' ? memory : ''}${redis}, values ${cacheGzip ? 'gzipped' : 'not gzipped'}${times}`;
}
