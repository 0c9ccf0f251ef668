import type { ComparedArm, Comparison, Difference, Measure } from '../../model/comparison.ts';
import type { ExperimentRun } from '../../model/experiment.ts';
import { holmAdjusted, holmLevels } from '../../stats/holm.ts';
import { mannWhitney } from '../../stats/mann-whitney.ts';
import { CONFIDENCE } from '../../verdict/limits.ts';
import { tellApart } from '../design.ts';
import { answerFrom } from './answer.ts';
import { comparedArm, type ObservedArm, pairedValues, pairsOf, type TurnOf, turnsIn } from './arms.ts';
import { judgeClaim } from './claim.ts';
import {
  type Contrast,
  type ContrastIntervals,
  contrastOf,
  evidenceIn,
  intervalsOf,
  type PairedValues,
} from './contrast.ts';
import { sentenceFor, wordFor } from './difference-words.ts';
import { notesOn } from './notes.ts';
import { stopRule } from './stop-rule.ts';

export type { ObservedArm } from './arms.ts';

/** A requested comparison; `contrast` is null if there is too little to compare. */
type Question = {
  measure: Measure;
  arm: ComparedArm;
  against: ComparedArm;
  values: PairedValues;
  contrast: Contrast | null;
};

/**
 * Compares the arms of an experiment in every measure, paired by block; methods.md, "Two configurations compared". Arms with an unproved
 * factor or without a valid repetition are left out. If there is no difference, the chance of calling anything real is at most 5%, over all
 * measures, pairs of arms and looks of the experiment.
 */
export function compareArms(of: {
  run: ExperimentRun;
  arms: readonly ObservedArm[];
  measures: readonly Measure[];
}): Comparison {
  const { run } = of;
  const { experiment } = run;
  const measures = [...of.measures];
  const observed = new Map(of.arms.map((arm) => [arm.name, arm]));
  const arms = run.arms.map((arm) => comparedArm(arm, observed.get(arm.name), measures));
  const rule = stopRule(experiment);
  const pairs = pairsOf(arms, experiment.claim);
  const turnOf = turnsIn(run);
  const differences = answered(
    measures.flatMap((measure) => pairs.map(([arm, against]) => asked(measure, arm, against, turnOf))),
    rule.levelPerLook,
  );
  return {
    schemaVersion: 3,
    id: run.id,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    state: run.state,
    ...(run.endedBy && { endedBy: run.endedBy }),
    status: arms.length > 0 && arms.every(({ isValid }) => isValid) ? 'valid' : 'invalid',
    answer:
      measures.length > 0
        ? answerFrom(measures, arms, differences)
        : 'There is no answer because nothing was measured.',
    confidence: CONFIDENCE,
    experiment,
    randomSeed: run.randomSeed,
    measures,
    arms,
    differences,
    claim: experiment.claim
      ? judgeClaim(experiment.claim, arms, measures, (scale, arm, against) =>
          intervalsBetween(scale, differences, experiment.claim!.measure, arm, against, turnOf),
        )
      : null,
    notes: notesOn(run, arms, measures, differences, rule),
  };
}

function asked(measure: Measure, arm: ComparedArm, against: ComparedArm, turnOf: TurnOf): Question {
  const values = pairedValues(measure.name, arm, against, turnOf);
  return { measure, arm, against, values, contrast: contrastOf(measure.scale, values) };
}

/** Judges all comparisons at once, because Holm's rule covers them together. `level`: the significance level of this look. */
function answered(questions: readonly Question[], level: number): Difference[] {
  const pValues = questions.flatMap(({ contrast }) => (contrast ? evidenceIn(contrast).pValue : []));
  const [adjusted, levels] = [holmAdjusted(pValues), holmLevels(pValues, level)];
  let next = 0;
  return questions.map((question) => {
    if (question.contrast === null) return notComparable(question);
    const index = next++;
    return judged(question, question.contrast, adjusted[index]! * ((1 - CONFIDENCE) / level), levels[index]!);
  });
}

/** `adjustedPValue` is compared with 5%; `level` is that of Holm's step, for the unadjusted p-value and the interval. */
function judged(question: Question, contrast: Contrast, adjustedPValue: number, level: number): Difference {
  const { measure, arm, against, values } = question;
  const { pairs } = contrast;
  const { pValue } = evidenceIn(contrast);
  const intervals = intervalsOf(contrast, 1 - level);
  const word = wordFor(measure, contrast, intervals, pValue < level);
  return {
    measure: measure.name,
    arm: arm.name,
    against: against.name,
    pairs,
    ...intervals,
    pValue,
    adjustedPValue: Math.min(1, adjustedPValue),
    rankPValue: mannWhitney(lowsOf(values.against), lowsOf(values.arm)).pValue,
    word,
    sentence: sentenceFor(measure, tellApart(arm, against), word, intervals, pairs),
  };
}

const lowsOf = (values: PairedValues['arm']) => values.map(({ low }) => low);

function notComparable({ measure, arm, against, values }: Question): Difference {
  const none = { difference: null, differenceEstimate: null, ratio: null, ratioEstimate: null };
  const word = 'too-little-data';
  const pairs = values.arm.length;
  return {
    measure: measure.name,
    arm: arm.name,
    against: against.name,
    pairs,
    ...none,
    pValue: null,
    adjustedPValue: null,
    rankPValue: null,
    word,
    sentence: sentenceFor(measure, tellApart(arm, against), word, none, pairs),
  };
}

/** The ratio or the difference of two arms with the confidence of their comparison; null if they are not compared. */
function intervalsBetween(
  scale: Measure['scale'],
  differences: readonly Difference[],
  measure: string,
  arm: ComparedArm,
  against: ComparedArm,
  turnOf: TurnOf,
): ContrastIntervals | null {
  const between = [arm.name, against.name];
  const difference = differences.find(
    (each) => each.measure === measure && between.includes(each.arm) && between.includes(each.against),
  );
  const interval = difference?.ratio ?? difference?.difference;
  const contrast = contrastOf(scale, pairedValues(measure, arm, against, turnOf));
  return contrast && interval ? intervalsOf(contrast, interval.confidence) : null;
}
