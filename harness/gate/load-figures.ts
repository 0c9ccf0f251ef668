import type { GateLoad } from '../model/gate.ts';
import type { Summary } from '../model/summary.ts';
import { figureOf } from '../verdict/statistics/figure.ts';

/** What was asked of a system and how it answered, over the steady phases of one run; null if there are none. */
export function loadFiguresOf({ phases, serverHistogramUpperBoundsMs }: Summary): GateLoad | null {
  const steady = phases.filter(({ kind }) => kind === 'steady');
  if (steady.length === 0) return null;
  const sum = (of: (phase: (typeof steady)[number]) => number) =>
    steady.reduce((total, phase) => total + of(phase), 0);
  const seconds = sum(({ observedSeconds }) => observedSeconds);
  const percentile = (q: number) =>
    figureOf({ source: 'requests', statistic: 'quantile', q }, steady, serverHistogramUpperBoundsMs);
  return {
    requestsPerSec: seconds === 0 ? null : sum(({ outcomes }) => outcomes.attempted) / seconds,
    responseTimeP90Ms: percentile(0.9),
    responseTimeP95Ms: percentile(0.95),
    correct: sum(({ outcomes }) => outcomes.correct),
    failed: sum(({ outcomes }) => outcomes.failed + outcomes.owed),
  };
}
