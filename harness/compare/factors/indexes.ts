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
      figure('documented indexes that exist', present.length, 'indexes'),
      figure('statements whose documented plan uses one', affected.length, 'statements'),
      figure('statements whose plan here uses one', inUse.length, 'statements'),
    ];
    if (documented.length === 0 || affected.length === 0) {
      return unknown('No statement of this load uses a documented index.', ...evidence);
    }
    if (wanted) {
      // Once a table has grown under the load, an index may pay off for further statements.
      const unused = affected.find((plan) => !inUse.includes(plan));
      if (present.length < documented.length) {
        const missing = documented.find((name) => !present.includes(name));
        return refuted(`The index ${missing} does not exist.`, ...evidence);
      }
      return unused === undefined
        ? proved(
            `All ${formatCount(documented.length, 'index', 'indexes')} exist, and ${formatCount(inUse.length, 'statement uses', 'statements use')} them.`,
            ...evidence,
          )
        : refuted(`The plan of ${unused.statement} uses no index.`, ...evidence);
    }
    if (present.length > 0) return refuted(`The index ${present[0]} exists.`, ...evidence);
    return inUse.length === 0
      ? proved(
          `None of ${formatCount(documented.length, 'index', 'indexes')} exists, and the plan of ${formatCount(affected.length, 'statement')} is different: ${affected.map(({ statement }) => statement).join(', ')}.`,
          ...evidence,
        )
      : refuted(`The plan of ${inUse[0]!.statement} uses an index.`, ...evidence);
  },
};

function uses(indexesOfPlan: readonly string[], documented: readonly string[]): boolean {
  return indexesOfPlan.some((name) => documented.includes(name));
}
