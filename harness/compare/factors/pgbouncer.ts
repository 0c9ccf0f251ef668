import { formatCount } from '../../model/format.ts';
import { figure, proved, refuted, type TopologyFactor } from './factor.ts';

export const pgbouncer: TopologyFactor<'pgbouncer'> = {
  name: 'pgbouncer',
  title: 'PgBouncer',
  describe: (level) => (level ? 'in between' : 'none'),
  contradicts: () => null,
  prove({ facts: { backends, bouncerBackends } }, { pgbouncer: wanted }) {
    const own = bouncerBackends ?? [];
    const past = backends.filter((pid) => !own.includes(pid));
    const evidence = [
      figure('connections to PostgreSQL', backends.length, 'connections'),
      figure("of these PgBouncer's", backends.length - past.length, 'connections'),
    ];
    if (!wanted) {
      return bouncerBackends === null
        ? proved('The servers connect to PostgreSQL directly.', ...evidence)
        : refuted('There is a PgBouncer.', ...evidence);
    }
    if (bouncerBackends === null || backends.length === 0)
      return refuted("No connection is PgBouncer's.", ...evidence);
    return past.length === 0
      ? proved(
          `All ${formatCount(backends.length, 'connection')} to PostgreSQL are PgBouncer's.`,
          ...evidence,
        )
      : refuted(
          `${formatCount(past.length, 'connection')} of ${backends.length} bypassed PgBouncer.`,
          ...evidence,
        );
  },
};
