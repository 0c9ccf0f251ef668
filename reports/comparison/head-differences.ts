import type { Comparison } from '../../harness/model/comparison.ts';
import type { IndexedDifference } from '../../harness/model/report-index.ts';
import { comparedInWords } from './claim-words.ts';
import { baselineOf, labelOf, measureNamed } from './comparison-data.ts';

/**
 * What stands for an experiment where several are listed: the difference that its claim is about. Without a claim about two arms, that of every other arm
 * from the baseline in the first measure, which answers the question.
 */
export function headDifferences(comparison: Comparison): IndexedDifference[] {
  const { claim, measures, differences } = comparison;
  if (claim !== null && !('rows' in claim.claim)) {
    return [
      {
        measure: measureNamed(comparison, claim.claim.measure),
        compared: comparedInWords(comparison, claim.claim),
        ratio: claim.ratio,
        ratioEstimate: claim.ratioEstimate,
        difference: claim.difference ?? null,
        differenceEstimate: claim.differenceEstimate ?? null,
      },
    ];
  }
  const baseline = baselineOf(comparison);
  const [measure] = measures;
  if (measure === undefined) return [];
  return differences
    .filter((each) => each.measure === measure.name && each.against === baseline?.name)
    .map(({ arm, against, ratio, ratioEstimate, difference, differenceEstimate }) => ({
      measure,
      compared: `${labelOf(comparison, arm)}, against ${labelOf(comparison, against)}`,
      ratio,
      ratioEstimate,
      difference,
      differenceEstimate,
    }));
}
