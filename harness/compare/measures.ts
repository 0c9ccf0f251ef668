import { carriedRange } from '../capacity/staircase.ts';
import { indicatorNamed, type Named, named } from '../model/catalogue.ts';
import type { ClimbedLevel } from '../model/comparison.ts';
import type { ExperimentMeasure } from '../model/experiment.ts';
import type { Summary } from '../model/summary.ts';
import { figureOf } from '../verdict/statistics/figure.ts';

/** A measure of an experiment: an indicator of the catalogue by its id, or one that is written out. Null for an unknown id. */
export function measureOf(wanted: ExperimentMeasure): Named | null {
  return typeof wanted === 'string' ? indicatorNamed(wanted) : named(wanted.id, wanted.indicator);
}

export function idOf(wanted: ExperimentMeasure): string {
  return typeof wanted === 'string' ? wanted : wanted.id;
}

/**
 * The figure of one run, over its steady phase; null if it was not measured. Of a run with a staircase it is that of the highest carried
 * level; what was carried is that level itself, 0 if there is none. Any other run with several steady phases, or with none, has no figure.
 */
export function valueIn(
  { phases, serverHistogramUpperBoundsMs }: Summary,
  { indicator }: Named,
  levels: readonly ClimbedLevel[] | null = null,
): number | null {
  if (indicator === undefined) return levels && carriedRange(levels).low;
  const steady = phases.filter(({ kind, name }) =>
    levels === null ? kind === 'steady' : name === highestCarried(levels)?.phase,
  );
  return steady.length === 1 ? figureOf(indicator, steady, serverHistogramUpperBoundsMs) : null;
}

function highestCarried(levels: readonly ClimbedLevel[]): ClimbedLevel | undefined {
  const { low } = carriedRange(levels);
  return levels.find(({ level }) => level === low);
}
