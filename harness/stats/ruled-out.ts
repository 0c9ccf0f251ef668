import { studentQuantile } from './student.ts';

/**
 * The least difference that so many pairs rule out with a given power if there is none: how far above 0 the upper end of the paired t interval is
 * in that share of experiments. The interval ends t((1 + confidence) / 2) standard errors beyond its estimate, which itself is less than t(power)
 * standard errors too high that often. `deviation` is that of the differences within pairs. Throws RangeError for fewer than two pairs.
 * Source: the usual approximation of the sample size of a test of non-inferiority; S. Julious (2004), "Sample sizes for clinical trials with
 * normal data", Statistics in Medicine 23.
 */
export function leastRuledOut(of: {
  deviation: number;
  pairs: number;
  confidence: number;
  power: number;
}): number {
  const { deviation, pairs, confidence, power } = of;
  if (pairs < 2) throw new RangeError(`A spread needs two pairs, not ${pairs}`);
  const t = (p: number) => studentQuantile(p, pairs - 1);
  return ((t((1 + confidence) / 2) + t(power)) * deviation) / Math.sqrt(pairs);
}
