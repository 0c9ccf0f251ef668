import type { ComparedArm, Difference, Measure } from '../../model/comparison.ts';
import { tellApart } from '../design.ts';
import { problemOf } from './arms.ts';
import { amountWithRange } from './difference-words.ts';

/** The answer to the experiment's question in one sentence, from its first measure: every other arm against the baseline. */
export function answerFrom(
  measure: Measure,
  arms: readonly ComparedArm[],
  differences: readonly Difference[],
): string {
  const baseline = arms.find(({ isBaseline }) => isBaseline) ?? arms[0]!;
  const problem = problemOf(baseline);
  if (problem !== null) return `There is no answer, for ${problem}`;
  const against = differences.filter(
    (each) => each.measure === measure.name && each.against === baseline.name,
  );
  const [only, ...others] = against;
  if (only === undefined) {
    const problems = arms.flatMap((arm) => problemOf(arm) ?? []);
    return `There is no answer, for ${problems[0] ?? 'there is nothing to compare the baseline with.'}`;
  }
  if (others.length === 0) return only.sentence;
  return answerOfMany(measure, baseline, arms, against);
}

function answerOfMany(
  measure: Measure,
  baseline: ComparedArm,
  arms: readonly ComparedArm[],
  differences: readonly Difference[],
): string {
  const armOf = (difference: Difference) => arms.find(({ name }) => name === difference.arm)!;
  const nameOf = (difference: Difference) => tellApart(armOf(difference), baseline)[0];
  const named = (word: Difference['word']) =>
    list(differences.filter((each) => each.word === word).map(nameOf));
  const real = differences.filter(
    ({ word }) => word === 'better' || word === 'worse' || word === 'different',
  );
  const parts = [
    list(real.map((each) => `${nameOf(each)} ${amountWithRange(measure, each)}`)),
    withWords('no difference was seen with', named('no-difference-seen')),
    withWords('there is too little data on', named('too-little-data')),
  ].filter((part) => part !== '');
  return `${capitalized(measure.label)} against ${baselineName(baseline, differences.map(armOf))}: ${parts.join('; ')}.`;
}

/** Short where every arm differs from the baseline in the same factors. */
function baselineName(baseline: ComparedArm, others: readonly ComparedArm[]): string {
  const names = new Set(others.map((arm) => tellApart(arm, baseline)[1]));
  return names.size === 1 ? [...names][0]! : 'the baseline';
}

function withWords(words: string, names: string): string {
  return names === '' ? '' : `${words} ${names}`;
}

function list(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

function capitalized(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
