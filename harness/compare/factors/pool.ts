import { formatCount } from '../../model/format.ts';
import type { Seen } from '../../model/seen.ts';
import { figure, proved, refuted, type TopologyFactor, unknown } from './factor.ts';

export const poolMax: TopologyFactor<'poolMax'> = {
  name: 'poolMax',
  title: 'pool maximum',
  isPlain: true,
  describe: (level) => formatCount(level, 'connection'),
  contradicts: poolContradiction,
  prove(seen, { poolMax: wanted, replicas }) {
    if (!isTold(seen)) return NOT_TOLD;
    const { mostOpen, maxima } = seen.pool;
    const most = wanted * (1 + replicas); // a pool for the primary and one for each replica
    const evidence = [
      figure('maximum given to a server', Math.max(...maxima), 'connections'),
      figure('most connections open in one server', mostOpen, 'connections'),
    ];
    if (maxima.some((each) => each !== most)) {
      return refuted(
        `A server had a maximum of ${Math.max(...maxima)} connections instead of ${most}.`,
        ...evidence,
      );
    }
    return mostOpen <= most
      ? proved(
          `No server had more than ${formatCount(mostOpen, 'connection')} open (limit: ${most}).`,
          ...evidence,
        )
      : refuted(`A server had ${formatCount(mostOpen, 'connection')} open (limit: ${most}).`, ...evidence);
  },
};

export const poolMin: TopologyFactor<'poolMin'> = {
  name: 'poolMin',
  title: 'pool minimum',
  describe: (level) => formatCount(level, 'connection'),
  contradicts: poolContradiction,
  prove(seen, { poolMin: wanted }) {
    if (!isTold(seen)) return NOT_TOLD;
    const { leastOpen } = seen.pool;
    const evidence = figure('fewest connections open in one server', leastOpen, 'connections');
    return leastOpen >= wanted
      ? proved(`Every server kept at least ${formatCount(leastOpen, 'connection')} open.`, evidence)
      : refuted(
          `A server had only ${formatCount(leastOpen, 'connection')} open (minimum: ${wanted}).`,
          evidence,
        );
  },
};

const NOT_TOLD = unknown('No server reported how many connections its pool had.');

function isTold({ pool }: Seen): boolean {
  return pool.maxima.length > 0;
}

function poolContradiction({ poolMin: least, poolMax: most }: { poolMin: number; poolMax: number }) {
  return least <= most ? null : `A pool of at most ${most} connections cannot keep ${least} of them open.`;
}
