import type { Indicator } from '../model/indicator.ts';
import type { Summary } from '../model/summary.ts';
import { figureOf } from '../verdict/statistics/figure.ts';

/** The figure of a run over all of its steady phases; null if it was not measured. */
export function steadyFigure(
  { phases, serverHistogramUpperBoundsMs }: Summary,
  indicator: Indicator,
): number | null {
  const steady = phases.filter(({ kind }) => kind === 'steady');
  return figureOf(indicator, steady, serverHistogramUpperBoundsMs);
}
