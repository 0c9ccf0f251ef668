import { formatCount } from '../../model/format.ts';
import { figure, onOrOff, proved, refuted, type TopologyFactor, unknown } from './factor.ts';

export const singleFlight: TopologyFactor<'singleFlight'> = {
  name: 'singleFlight',
  title: 'single-flight',
  describe: onOrOff,
  contradicts: () => null,
  prove({ loadsShared, lookups }, { singleFlight: wanted }) {
    if (loadsShared === null) return unknown('No server told how many loads were shared.');
    const evidence = [
      figure('reads that waited for the load of another', loadsShared, 'reads'),
      figure('lookups that missed', lookups.miss, 'lookups'),
    ];
    const told = `${formatCount(loadsShared, 'read')} waited for the load of another one.`;
    if (wanted)
      return loadsShared > 0
        ? proved(told, ...evidence)
        : unknown('No two reads missed the same key at once.', ...evidence);
    return loadsShared === 0
      ? proved('Every miss loaded for itself.', ...evidence)
      : refuted(told, ...evidence);
  },
};
