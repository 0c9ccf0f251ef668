import type { Indicator } from '../model/indicator.ts';
import type { Summary } from '../model/summary.ts';
import { figureOrEndless, longestAnswered } from '../verdict/statistics/figure.ts';

/** A figure of a run over all of its steady phases. */
export type SteadyFigure = {
  /** null: not measured; infinite: so many requests failed that a percentile is endless */
  value: number | null;
  /** the longest response time among the answered requests that it is about; null: there is none */
  longestMs: number | null;
};

export function steadyFigure(
  { phases, serverHistogramUpperBoundsMs }: Summary,
  indicator: Indicator,
): SteadyFigure {
  const steady = phases.filter(({ kind }) => kind === 'steady');
  return {
    value: figureOrEndless(indicator, steady, serverHistogramUpperBoundsMs),
    longestMs: longestAnswered(indicator, steady),
  };
}

export function isEndless({ value }: Pick<SteadyFigure, 'value'>): boolean {
  return value === Number.POSITIVE_INFINITY;
}

/** What every endless figure exceeds: the longest response time of any of the runs. Null: nothing was answered in any. */
export function longestOf(figures: readonly SteadyFigure[]): number | null {
  const known = figures.flatMap(({ longestMs }) => longestMs ?? []);
  return known.length === 0 ? null : Math.max(...known);
}
