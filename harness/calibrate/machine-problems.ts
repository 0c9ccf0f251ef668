import type { MachineUse } from '../model/calibration.ts';
import { formatMeasure } from '../model/format.ts';
import { MAX_OTHERS_MEAN, MAX_OTHERS_SECOND } from './limits.ts';

/** Why other programs left too little of the machine for measuring, one sentence each; empty if they left enough. */
export function machineProblems({ othersMean, othersMost }: MachineUse): string[] {
  if (othersMean !== null && othersMean > MAX_OTHERS_MEAN) {
    return [
      `Other programs used ${formatMeasure(othersMean, 'ratio')} of the machine (allowed: ${formatMeasure(MAX_OTHERS_MEAN, 'ratio')}).`,
    ];
  }
  if (othersMost !== null && othersMost > MAX_OTHERS_SECOND) {
    return [
      `Other programs used ${formatMeasure(othersMost, 'ratio')} of the machine for a second (allowed: ${formatMeasure(MAX_OTHERS_SECOND, 'ratio')}).`,
    ];
  }
  return [];
}
