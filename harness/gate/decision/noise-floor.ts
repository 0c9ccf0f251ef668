import { contrastOf, type PairedValues } from '../../compare/differences/contrast.ts';
import type { ChangeBound } from '../../model/budget.ts';
import type { Measure } from '../../model/comparison.ts';
import { leastRuledOut } from '../../stats/ruled-out.ts';
import { CONFIDENCE } from '../../verdict/limits.ts';
import { FLOOR_POWER, LOOKS } from './limits.ts';
import { allowedIn } from './worsening.ts';

/** How much pairs of equal runs differ in one measure on this machine. */
export type Noise = {
  /** the scale on which pairs were compared */
  scale: Measure['scale'];
  /** of the differences within pairs: of logarithms on a ratio scale */
  deviation: number;
  /** median figure */
  base: number;
  pairs: number;
};

/** Null with fewer than four pairs. */
export function noiseIn(measure: Measure, values: PairedValues): Noise | null {
  const contrast = contrastOf(measure.scale, values);
  if (contrast === null || contrast.most === null) return null;
  const { scale, pairs, level, most } = contrast;
  return { scale, deviation: most.standardError * Math.sqrt(pairs), base: level, pairs };
}

/**
 * The noise floor: the least bound that a gate of so many pairs a look can rule out, after both looks, in nine of ten cases without a change. As a
 * share on a ratio scale, in the measure's unit on a difference scale.
 */
export function noiseFloor(
  { scale, deviation }: Pick<Noise, 'scale' | 'deviation'>,
  pairsPerLook: number,
): number {
  const pairs = LOOKS * pairsPerLook;
  const least = leastRuledOut({ deviation, pairs, confidence: CONFIDENCE, power: FLOOR_POWER });
  return scale === 'ratio' ? Math.expm1(least) : least;
}

/** Whether a bound asks for less than this machine can tell apart. */
export function isBelowFloor(noise: Omit<Noise, 'pairs'>, bound: ChangeBound, pairsPerLook: number): boolean {
  return allowedIn(bound, noise) < noiseFloor(noise, pairsPerLook);
}
