import type { ComparedArm, Comparison, Difference, Measure } from '../../model/comparison.ts';
import type { Experiment } from '../../model/experiment.ts';
import { CONFIDENCE } from '../../verdict/limits.ts';
import { IMMATERIAL_FACTOR, IMMATERIAL_SHARE } from './limits.ts';

export type StopRule = {
  /** the results are checked after these numbers of blocks; the last one is the end of the experiment */
  looks: number[];
  /** the chance at each look of calling any difference real when there is none */
  levelPerLook: number;
  /** Is everything settled that more repetitions could settle? `soFar` compares all blocks that were carried out. */
  mayStop(soFar: Comparison): boolean;
};

/**
 * Decides when an experiment may end before its last repetition. Checking again and again at the same level, and stopping at the first
 * difference, finds one sooner or later even if there is none. So the level is divided evenly among all planned looks, used or not
 * (Bonferroni's inequality): their combined error is at most 5%, whatever happens between two looks, and also with few pairs. Finer
 * boundaries (Pocock, O'Brien and Fleming) assume a joint normal distribution of the looks, which four pairs do not have.
 * Source: P. Armitage, C. McPherson and B. Rowe (1969), "Repeated significance tests on accumulating data", JRSS A 132; C. Jennison and
 * B. Turnbull (2000), "Group Sequential Methods with Applications to Clinical Trials".
 */
export function stopRule({
  repetitions,
  stopEarly,
}: Pick<Experiment, 'repetitions' | 'stopEarly'>): StopRule {
  const from = Math.min(repetitions, stopEarly?.fromRepetition ?? repetitions);
  const looks = Array.from({ length: repetitions - from + 1 }, (_, i) => from + i);
  return {
    looks,
    levelPerLook: (1 - CONFIDENCE) / looks.length,
    mayStop(soFar) {
      if (stopEarly === undefined || soFar.status === 'invalid') return false;
      if (!looks.includes(Math.min(...soFar.arms.map(blocksOf)))) return false;
      const unitOf = new Map(soFar.measures.map((measure) => [measure.name, measure.unit]));
      return (
        soFar.differences.length > 0 &&
        soFar.claim?.status !== 'not-settled' &&
        soFar.differences.every((difference) => isSettled(difference, unitOf.get(difference.measure), soFar))
      );
    },
  };
}

/** The number of blocks that were carried out, valid or not. */
function blocksOf({ repetitions }: ComparedArm): number {
  return new Set(repetitions.map(({ block }) => block)).size;
}

/** Whether a difference is real, or too small to matter if there is one at all. */
function isSettled(
  { word, ratio, difference, arm, against, measure }: Difference,
  unit: Measure['unit'] | undefined,
  { arms }: Comparison,
): boolean {
  if (word === 'too-little-data') return false;
  if (word !== 'no-difference-seen') return true;
  if (ratio !== null) return ratio.low! > 1 / IMMATERIAL_FACTOR && ratio.high! < IMMATERIAL_FACTOR;
  const reach = Math.max(Math.abs(difference!.low!), Math.abs(difference!.high!));
  if (unit === 'ratio') return reach < IMMATERIAL_SHARE;
  const medians = arms.filter(({ name }) => name === arm || name === against);
  const magnitude = Math.max(...medians.map(({ medians: of }) => Math.abs(of[measure] ?? 0)));
  return reach <= (IMMATERIAL_FACTOR - 1) * magnitude;
}
