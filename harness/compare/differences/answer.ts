import { type ComparedArm, type Difference, isReal, type Measure } from '../../model/comparison.ts';
import { formatList } from '../../model/format.ts';
import { tellApart } from '../design.ts';
import { problemOf } from './arms.ts';
import { amountWithRange } from './difference-words.ts';

/**
 * The answer to the experiment's question in one sentence, from its first measure: every other arm against the baseline, and
 * each of those against the one before it if the two were compared. When the first measure does not differ but others do, a second
 * sentence names them. `measures`: at least one.
 */
export function answerFrom(
  measures: readonly Measure[],
  arms: readonly ComparedArm[],
  differences: readonly Difference[],
): string {
  const [first, ...others] = measures;
  const answer = answerOfMeasure(first!, arms, differences);
  const differs = ({ name }: Measure) => differences.some((each) => each.measure === name && isReal(each));
  const differing = others.filter(differs).map(({ label }) => label);
  if (differs(first!) || differing.length === 0) return answer;
  return `${answer} Differences were seen in ${formatList(differing)}.`;
}

function answerOfMeasure(
  measure: Measure,
  arms: readonly ComparedArm[],
  differences: readonly Difference[],
): string {
  const baseline = arms.find(({ isBaseline }) => isBaseline) ?? arms[0]!;
  const problem = problemOf(baseline);
  if (problem !== null) return `There is no answer because ${problem}`;
  const ofMeasure = differences.filter((each) => each.measure === measure.name);
  const withBaseline = ofMeasure.filter((each) => each.against === baseline.name);
  const [only, ...others] = withBaseline;
  if (only === undefined) {
    const problems = arms.flatMap((arm) => problemOf(arm) ?? []);
    return `There is no answer because ${problems[0] ?? 'there is nothing to compare the baseline with.'}`;
  }
  if (others.length === 0) return only.sentence;
  const compared = arms.filter(({ name }) => withBaseline.some(({ arm }) => arm === name));
  const steps = compared.slice(1).map((arm, before) => {
    const against = compared[before]!;
    return inWords(
      measure,
      against,
      arms,
      ofMeasure.filter((each) => each.arm === arm.name && each.against === against.name),
    );
  });
  const parts = [inWords(measure, baseline, arms, withBaseline), ...steps].filter((part) => part !== '');
  return `${capitalized(measure.label)} ${parts.join('; ')}.`;
}

/** "against none: Redis 71% fewer (69% to 73%)", for everything that was compared with one arm; empty if nothing was. */
function inWords(
  measure: Measure,
  against: ComparedArm,
  arms: readonly ComparedArm[],
  differences: readonly Difference[],
): string {
  if (differences.length === 0) return '';
  const armOf = (difference: Difference) => arms.find(({ name }) => name === difference.arm)!;
  const nameOf = (difference: Difference) => tellApart(armOf(difference), against)[0];
  const named = (word: Difference['word']) =>
    formatList(differences.filter((each) => each.word === word).map(nameOf));
  const parts = [
    formatList(differences.filter(isReal).map((each) => `${nameOf(each)} ${amountWithRange(measure, each)}`)),
    withWords('no difference was seen with', named('no-difference-seen')),
    withWords('there is too little data on', named('too-little-data')),
  ].filter((part) => part !== '');
  return `against ${nameAgainst(against, differences.map(armOf))}: ${parts.join('; ')}`;
}

/** A short name if all arms differ from this one in the same factors. */
function nameAgainst(against: ComparedArm, others: readonly ComparedArm[]): string {
  const [name, ...further] = new Set(others.map((arm) => tellApart(arm, against)[1]));
  if (name !== undefined && further.length === 0) return name;
  return against.isBaseline ? 'the baseline' : against.label;
}

function withWords(words: string, names: string): string {
  return names === '' ? '' : `${words} ${names}`;
}

function capitalized(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
