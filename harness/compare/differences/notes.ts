import type { ComparedArm, Comparison, Difference, Measure } from '../../model/comparison.ts';
import { formatCount, formatNumber, formatPercent } from '../../model/format.ts';
import { withoutStop } from '../../model/without-stop.ts';
import { problemOf } from './arms.ts';
import type { StopRule } from './stop-rule.ts';

/** What a reader must know in addition to the figures, one sentence each. */
export function notesOn(
  { state, endedBy, experiment }: Pick<Comparison, 'state' | 'endedBy' | 'experiment'>,
  arms: readonly ComparedArm[],
  measures: readonly Measure[],
  differences: readonly Difference[],
  rule: StopRule,
): string[] {
  return [
    ...arms.flatMap((arm) => problemOf(arm) ?? []),
    ...arms.flatMap(invalidRepetitions),
    ...(endedBy ? [endedBy.message] : []),
    ...notFinished(state, experiment.repetitions, arms),
    ...(rule.looks.length > 1
      ? [
          `${rule.looks.length} looks at the results were planned, so the chance of error at each is only ${formatPercent(rule.levelPerLook)}; adjusted p-values account for this.`,
        ]
      : []),
    ...withoutRatio(measures, differences),
    ...ofStaircase(experiment),
  ];
}

function ofStaircase({ load }: Comparison['experiment']): string[] {
  if (load.model !== 'staircase') return [];
  return [
    `What is carried is known to a factor of ${formatNumber(load.factor)}: it lies between the highest level that was carried and the next one, and intervals allow for that.`,
    'Charts and percentiles show the lowest level, which all arms were offered; other measures are those of the highest level that was carried.',
  ];
}

function invalidRepetitions({ label, repetitions, isValid }: ComparedArm): string[] {
  const invalid = repetitions.filter((repetition) => !repetition.isValid);
  if (!isValid || invalid.length === 0) return [];
  const reasons = [...new Set(invalid.flatMap((repetition) => repetition.reasons.map(withoutStop)))];
  const share = `${formatNumber(invalid.length)} of ${formatCount(repetitions.length, 'repetition')}`;
  const doNotCount = invalid.length === 1 ? 'does not count' : 'do not count';
  return [`${label}: ${share} ${doNotCount}${reasons.length > 0 ? `: ${reasons.join('; ')}` : ''}.`];
}

function notFinished(state: Comparison['state'], planned: number, arms: readonly ComparedArm[]): string[] {
  const done = Math.max(
    0,
    ...arms.map(({ repetitions }) => new Set(repetitions.map(({ block }) => block)).size),
  );
  if (state === 'complete' || done >= planned) return [];
  const why = state === 'stopped-early' ? 'everything was settled' : `experiment ${state}`;
  return [`${formatNumber(done)} of ${formatCount(planned, 'repetition')} were carried out: ${why}.`];
}

/** Measures on a ratio scale with a value that has no logarithm. */
function withoutRatio(measures: readonly Measure[], differences: readonly Difference[]): string[] {
  return measures
    .filter(({ scale }) => scale === 'ratio')
    .filter(({ name }) => differences.some((each) => each.measure === name && each.difference !== null))
    .map(
      ({ label }) =>
        `Arms with a value of 0 in ${label} are compared by differences, because factors need values above 0.`,
    );
}
