import { formatCount, formatNumber } from '../../model/format.ts';
import { figure, proved, refuted, type TopologyFactor, unknown } from './factor.ts';

const NAMES = { none: 'none', redis: 'Redis', 'memory-and-redis': 'memory and Redis' } as const;

export const cache: TopologyFactor<'cache'> = {
  name: 'cache',
  title: 'cache',
  isPlain: true,
  describe: (level) => NAMES[level],
  contradicts: () => null,
  prove({ lookups, tierHits }, { cache: wanted }) {
    const all = lookups.hit + lookups.miss + lookups.error;
    const evidence = [
      figure('lookups', all, 'lookups'),
      figure('hits', lookups.hit, 'lookups'),
      ...(tierHits === null
        ? []
        : [
            figure('hits in memory', tierHits.memory, 'lookups'),
            figure('hits in Redis', tierHits.redis, 'lookups'),
          ]),
    ];
    if (all === 0) return unknown('No server reported a lookup.', ...evidence);
    if (wanted === 'none') {
      return lookups.hit === 0
        ? proved(`None of ${formatCount(all, 'lookup')} was a hit.`, ...evidence)
        : refuted(
            `${formatCount(lookups.hit, 'lookup')} of ${formatNumber(all)} were hits, although there should be no cache.`,
            ...evidence,
          );
    }
    if (lookups.hit === 0) return refuted(`None of ${formatCount(all, 'lookup')} was a hit.`, ...evidence);
    if (wanted === 'redis') {
      return tierHits !== null && tierHits.memory > 0
        ? refuted(`${formatCount(tierHits.memory, 'lookup')} were answered from memory.`, ...evidence)
        : proved(
            `${formatNumber(lookups.hit)} of ${formatCount(all, 'lookup')} were hits in Redis.`,
            ...evidence,
          );
    }
    if (tierHits === null)
      return unknown('The servers do not report memory and Redis separately.', ...evidence);
    return tierHits.memory > 0 && tierHits.redis > 0
      ? proved(
          `${formatNumber(tierHits.memory)} hits were in memory, ${formatNumber(tierHits.redis)} in Redis.`,
          ...evidence,
        )
      : refuted(
          `Only one tier answered: ${formatNumber(tierHits.memory)} hits in memory, ${formatNumber(tierHits.redis)} in Redis.`,
          ...evidence,
        );
  },
};
