import type { Claim, Experiment, Levels } from '../model/experiment.ts';
import { levelsOf, OFFERED_UNIT } from '../model/experiment-load.ts';
import { idOf, measureOf } from './measures.ts';

/** Its figure cannot exceed a fixed load, so arms that carry all of it are equal in it. */
const GOODPUT = 'goodputPerSec';

/** Why the experiment cannot show what its load and its claim are about, as the end of a sentence; null if it can. */
export function notShownBecause(
  { measures, load, claim }: Pick<Experiment, 'measures' | 'load' | 'claim'>,
  isArm: (levels: Levels) => boolean,
): string | null {
  const offered = load.model === 'staircase' ? load.offers : null;
  for (const wanted of measures) {
    const carried = measureOf(wanted)?.carried;
    if (carried !== undefined && carried !== offered)
      return `"${idOf(wanted)}" needs a staircase that offers ${carried}`;
  }
  if (load.model === 'staircase' && levelsOf(load).length < 2)
    return `its staircase has fewer than two levels: ${load.from} times ${load.factor} is more than ${load.to} ${OFFERED_UNIT[load.offers]}`;
  if (!claim) return null;
  if (!measures.some((wanted) => idOf(wanted) === claim.measure))
    return `its claim is about "${claim.measure}", which is not among its measures`;
  if (claim.measure === GOODPUT)
    return 'its claim is about what is carried, which a fixed load cannot show: offer a staircase, and measure carriedPerSec';
  const unknown = armsIn(claim).find((levels) => !isArm(levels));
  if (unknown) return `its claim is about ${JSON.stringify(unknown)}, which is not one of its arms`;
  const unclear =
    'rows' in claim &&
    claim.rows.find(({ arm, notReached }) => (arm === undefined) === (notReached === undefined));
  return unclear
    ? `the row "${unclear.name}" of its claim needs either an arm, or why it is not reached`
    : null;
}

/** The levels of the arms that a claim names. */
function armsIn(claim: Claim): Levels[] {
  return 'rows' in claim ? claim.rows.flatMap(({ arm }) => (arm ? [arm] : [])) : [claim.arm, claim.against];
}
