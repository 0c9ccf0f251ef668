import {
  contrastOf,
  evidenceIn,
  intervalsOf,
  type PairedValues,
} from '../../compare/differences/contrast.ts';
import type { Measure } from '../../model/comparison.ts';
import { CONFIDENCE } from '../../verdict/limits.ts';
import type { SeenChange } from './worsening.ts';

/** The change from base (`against`) to head (`arm`) in pairs of runs that took turns. Null with fewer than four pairs. */
export function seenInPairs(measure: Measure, values: PairedValues): SeenChange | null {
  const contrast = contrastOf(measure.scale, values);
  if (contrast === null) return null;
  const { direction, pValue } = evidenceIn(contrast);
  return {
    measure,
    scale: contrast.scale,
    intervals: intervalsOf(contrast, CONFIDENCE),
    pValue: oneSided(measure, direction, pValue),
    base: contrast.level,
    sampleCount: contrast.pairs,
  };
}

/** From the p-value of a two-sided test and the direction that was seen. */
export function oneSided({ better }: Measure, direction: -1 | 0 | 1, twoSided: number): number {
  const isWorse = better === 'higher' ? direction < 0 : direction > 0;
  return isWorse ? twoSided / 2 : 1 - twoSided / 2;
}
