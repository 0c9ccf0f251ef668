import { formatCount, formatDuration, formatNumber } from '../../model/format.ts';
import { figure, proved, refuted, type TopologyFactor, unknown } from './factor.ts';

export const replicas: TopologyFactor<'replicas'> = {
  name: 'replicas',
  title: 'read replicas',
  describe: (level) => (level === 0 ? 'none' : formatCount(level, 'replica')),
  contradicts: () => null,
  prove({ facts: { replication }, queriesByRole, replicaLagMs }, { replicas: wanted }) {
    const streaming = replication.filter(({ state }) => state === 'streaming').length;
    const evidence = [
      figure('replicas that stream', streaming, 'replicas'),
      figure('statements on the primary', queriesByRole?.primary ?? null, 'statements'),
      figure('statements on replicas', queriesByRole?.replica ?? null, 'statements'),
      figure('largest lag seen by a server', replicaLagMs, 'ms'),
    ];
    if (streaming !== wanted)
      return refuted(
        `${formatCount(streaming, 'replica')} were streaming instead of ${wanted}.`,
        ...evidence,
      );
    if (queriesByRole === null)
      return unknown('No server reported where its statements were executed.', ...evidence);
    if (wanted === 0) {
      return queriesByRole.replica === 0
        ? proved('The primary executed every statement.', ...evidence)
        : refuted(
            `${formatNumber(queriesByRole.replica)} statements were executed on a replica.`,
            ...evidence,
          );
    }
    if (queriesByRole.replica === 0) return refuted('No statement was executed on a replica.', ...evidence);
    if (replicaLagMs === null) return refuted("No server measured the replica's lag.", ...evidence);
    return proved(
      `Replicas executed ${formatNumber(queriesByRole.replica)} statements, and lagged by at most ${formatDuration(replicaLagMs)}.`,
      ...evidence,
    );
  },
};
