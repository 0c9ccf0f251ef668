import { formatCount } from '../../model/format.ts';
import { figure, onOrOff, proved, refuted, type TopologyFactor, unknown } from './factor.ts';

export const singleFlight: TopologyFactor<'singleFlight'> = {
  name: 'singleFlight',
  title: 'single-flight',
  describe: onOrOff,
  contradicts: () => null,
  prove({ loadsShared, lookups }, { singleFlight: wanted }) {
    if (loadsShared === null) return unknown('No server reported how many loads were shared.');
    const evidence = [
      figure('reads that waited for another load', loadsShared, 'reads'),
      figure('lookups that missed', lookups.miss, 'lookups'),
    ];
    const told = `${formatCount(loadsShared, 'read')} waited for another load of the same key.`;
    if (wanted)
      return loadsShared > 0
        ? proved(told, ...evidence)
        : unknown('No two reads missed the same key at once.', ...evidence);
    return loadsShared === 0
      ? proved('Every miss loaded its value itself.', ...evidence)
      : refuted(told, ...evidence);
  },
};
