import { formatCount } from '../../model/format.ts';
import { figure, proved, refuted, type TopologyFactor, unknown } from './factor.ts';

export const indexes: TopologyFactor<'indexes'> = {
  name: 'indexes',
  title: 'indexes',
  describe: (level) => (level ? 'as documented' : 'dropped'),
  contradicts: () => null,
  prove({ facts }, { indexes: wanted }) {
    const documented = facts.documentedIndexes;
    const present = documented.filter((name) => facts.indexes.includes(name));
    const inUse = facts.plans.filter(({ here }) => uses(here.indexes, documented));
    const affected = facts.plans.filter(({ documented: plan }) => uses(plan.indexes, documented));
    const evidence = [
      figure('documented indexes that are there', present.length, 'indexes'),
      figure('statements whose documented plan uses one', affected.length, 'statements'),
      figure('statements whose plan here uses one', inUse.length, 'statements'),
    ];
    if (documented.length === 0 || affected.length === 0) {
      return unknown('No statement of this load uses a documented index.', ...evidence);
    }
    if (wanted) {
      return present.length === documented.length && inUse.length === affected.length
        ? proved(
            `All ${formatCount(documented.length, 'index', 'indexes')} are there, and ${formatCount(inUse.length, 'statement uses', 'statements use')} them.`,
            ...evidence,
          )
        : refuted(
            `${present.length} of ${formatCount(documented.length, 'index', 'indexes')} are there, and ${inUse.length} of ${formatCount(affected.length, 'statement')} use them.`,
            ...evidence,
          );
    }
    if (present.length > 0) return refuted(`The index ${present[0]} is there.`, ...evidence);
    return inUse.length === 0
      ? proved(
          `None of ${formatCount(documented.length, 'index', 'indexes')} is there, and the plan of ${formatCount(affected.length, 'statement')} is another: ${affected.map(({ statement }) => statement).join(', ')}.`,
          ...evidence,
        )
      : refuted(`The plan of ${inUse[0]!.statement} uses an index.`, ...evidence);
  },
};

function uses(indexesOfPlan: readonly string[], documented: readonly string[]): boolean {
  return indexesOfPlan.some((name) => documented.includes(name));
}
