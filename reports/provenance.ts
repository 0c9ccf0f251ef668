import { formatNumber } from '../harness/model/format.ts';
import type { Provenance, Topology } from '../harness/model/run.ts';

/** A command as one types it into a shell, quoted where that is needed. */
export function shellCommand(commandLine: readonly string[]): string {
  return commandLine
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}

/** The code that ran, its hash cut to `digits`. */
export function commitOf(
  { commit, commitIsDirty }: Pick<Provenance, 'commit' | 'commitIsDirty'>,
  digits = 40,
): string {
  if (commit === null) return 'unknown';
  return `${commit.slice(0, digits)}${commitIsDirty ? ', with local changes' : ''}`;
}

/** What to type to see the same again. `commandLine` holds the arguments of the `proofload` command. */
export function againCommand({ commit, commandLine }: Pick<Provenance, 'commit' | 'commandLine'>): string {
  const command = commandLine.length === 0 ? 'npm start' : `npm start -- ${shellCommand(commandLine)}`;
  return commit === null ? command : `git checkout ${commit}\n${command}`;
}

export function topologyFacts(topology: Topology): Record<string, string> {
  return {
    'API servers': formatNumber(topology.servers),
    'Connection pool': `${formatNumber(topology.poolMin)} to ${formatNumber(topology.poolMax)} connections for each server`,
    Cache:
      topology.cache === 'none'
        ? 'none'
        : `${topology.cache}, values ${topology.cacheGzip ? 'gzipped' : 'not gzipped'}`,
    Indexes: topology.indexes ? 'as documented' : 'left out',
  };
}
