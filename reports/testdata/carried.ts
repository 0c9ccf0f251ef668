import { asClimbed, USERS } from '../../harness/compare/differences/testing/carried.ts';
import { CLAIM, compared } from '../../harness/compare/differences/testing/compared.ts';
import type { Comparison } from '../../harness/model/comparison.ts';
import type { Claim, ExperimentLoad } from '../../harness/model/experiment.ts';

const LOAD: ExperimentLoad = {
  ...{ model: 'staircase', offers: 'users', from: 100, factor: 1.5, to: 1200, thinkTimeMs: 10_000 },
  ...{ datasetSize: 1200, warmUpSec: 5, settleSec: 3, steadySec: 10 },
  carriedWhile: { p95Ms: 500, correctShare: 0.99 },
};

const { ratio: _ratio, arm: _arm, against: _against, ...ofEveryClaim } = CLAIM;

/** A claim about what is carried, but for what it says. */
export const OF_CLAIM = { ...ofEveryClaim, measure: USERS.name, operator: '>=' as const };

const TABLE: Claim = {
  ...OF_CLAIM,
  rows: [
    { name: 'Today', figure: 200, arm: {}, facts: { 'Monthly cost': '$0' } },
    { name: 'With <b>Redis</b>', figure: 2000, arm: { cache: 'redis' }, facts: { 'Monthly cost': '$5' } },
    { name: 'On the moon', figure: 50_000, notReached: 'It is too far away.' },
  ],
};

/** Without Redis not even the lowest level is carried in the first block; with it, a level is doubtful in the last one. */
export function carriedComparison(claim: Claim = TABLE): Comparison {
  return compared([[USERS, [0, 225, 225, 150], [506, 506, 759, 759]]], { claim, load: LOAD }, (arms) => {
    asClimbed(arms, (arm, low) => (arm === 1 && low === 759 ? 'doubtful' : 'refused'));
  });
}
