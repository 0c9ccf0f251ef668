import { Compile } from 'typebox/compile';
import { Comparison, type Measure } from '../../../model/comparison.ts';
import type { Claim, Experiment } from '../../../model/experiment.ts';
import { compareArms, type ObservedArm } from '../compare-arms.ts';
import { EXPERIMENT, experimentRun, observedArms } from './simulated-experiment.ts';

export const QUERIES: Measure = {
  name: 'databaseQueriesPerSec',
  label: 'database queries a second',
  unit: 'queries/s',
  better: 'lower',
  scale: 'ratio',
};
export const HITS: Measure = {
  name: 'hitRatio',
  label: 'cache hit ratio',
  unit: 'ratio',
  better: 'higher',
  scale: 'difference',
};

export type Values = (number | null)[];

/** Compares two arms, by default "none" and "redis", with these values by block. */
export function compared(
  byMeasure: (readonly [measure: Measure, against: Values, arm: Values])[],
  changes: Partial<Experiment> = {},
  edit: (arms: ObservedArm[]) => void = () => {},
) {
  const measures = byMeasure.map(([measure]) => measure);
  const repetitions = byMeasure[0]![1].length;
  const run = experimentRun({
    ...EXPERIMENT,
    repetitions,
    ...changes,
    measures: measures.map(({ name }) => name),
  });
  const arms = observedArms(run, measures, ({ arm, block, measure }) => {
    const [, against, changed] = byMeasure[measure]!;
    return (arm === 0 ? against : changed)[block]!;
  });
  edit(arms);
  const comparison = compareArms({ run, arms, measures });
  const [problem] = Compile(Comparison).Errors(comparison);
  if (problem) throw new Error(`${problem.instancePath}: ${problem.message}`);
  return comparison;
}

/** Database queries without a cache. */
export const NONE = [1000, 1020, 990, 1010];
export const REDIS = [290, 300, 285, 290];

export const CLAIM = {
  id: 'ult.cache-load',
  statement: 'Redis: database load down 70-80%',
  source: { document: 'ultudy', section: '3' },
  measure: QUERIES.name,
  arm: { cache: 'redis' },
  against: { cache: 'none' },
  operator: '<=' as const,
  ratio: 0.3,
} satisfies Claim;
