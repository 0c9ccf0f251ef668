import { formatNumber } from '../../model/format.ts';
import type { CacheFamilies } from '../../model/platform.ts';
import { figure, proved, refuted, type TopologyFactor, unknown } from './factor.ts';

/**
 * Every family's longest time to live is known, and the values of a run are younger than the run. So the remaining time of the
 * youngest shows which time it was given. Sessions show nothing: those that the seed issued live as long as the document says.
 */
export function cacheTtlFactorOf({
  ttlSec: documentedTtlSec,
  session,
}: CacheFamilies): TopologyFactor<'cacheTtlFactor'> {
  return {
    name: 'cacheTtlFactor',
    title: 'times to live',
    describe: (level) => (level === 1 ? 'as documented' : `${formatNumber(level)} times the documented`),
    contradicts: () => null,
    prove({ facts: { cachedValues } }, { cacheTtlFactor: wanted }) {
      const left = new Map<string, number>();
      for (const { family, ttlSec } of cachedValues) {
        if (family !== session && family in documentedTtlSec)
          left.set(family, Math.max(left.get(family) ?? 0, ttlSec));
      }
      const ratios = [...left].map(([family, sec]) => ({ family, ratio: sec / documentedTtlSec[family]! }));
      const evidence = ratios.map(({ family, ratio }) =>
        figure(`left of the documented time, ${family}`, ratio, 'ratio'),
      );
      const most = Math.max(...ratios.map(({ ratio }) => ratio));
      if (ratios.length === 0)
        return unknown('No value with a documented time to live was sampled from the cache.');
      return most <= wanted && most > wanted / 2
        ? proved(
            `The longest-lived value had ${formatNumber(most)} times its documented time left.`,
            ...evidence,
          )
        : refuted(
            `The longest-lived value had ${formatNumber(most)} times its documented time left instead of ${formatNumber(wanted)} times.`,
            ...evidence,
          );
    },
  };
}
