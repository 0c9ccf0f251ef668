import type { Claim } from './experiment.ts';
import { formatMeasure, operatorInWords } from './format.ts';

/** What is claimed of two arms: "at most 0.3 times", "at least 5,000 users more". */
export function claimedBound(
  claim: Exclude<Claim, { rows: unknown }>,
  unit: string,
  formatFactor: (factor: number) => string,
): string {
  const bound =
    'ratio' in claim ? formatFactor(claim.ratio) : `${formatMeasure(claim.difference, unit)} more`;
  return `${operatorInWords(claim.operator)} ${bound}`;
}
