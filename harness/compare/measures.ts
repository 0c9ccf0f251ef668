import { indicatorNamed, type Named, named } from '../model/catalogue.ts';
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
 * The figure of one run, over its steady phase; null if it was not measured. A run without a steady phase, or with several (which have
 * different levels of load), has none.
 */
export function valueIn(
  { phases, serverHistogramUpperBoundsMs }: Summary,
  { indicator }: Named,
): number | null {
  const steady = phases.filter(({ kind }) => kind === 'steady');
  return steady.length === 1 ? figureOf(indicator, steady, serverHistogramUpperBoundsMs) : null;
}
