import type { GateLoad } from '../model/gate.ts';
import type { Summary } from '../model/summary.ts';
import { SortedSample } from '../stats/sorted-sample.ts';
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

/** Of several runs: the median of each rate and time, and the sums of the counts. Null without any. */
export function loadOverRuns(loads: readonly (GateLoad | null)[]): GateLoad | null {
  const known = loads.filter((load) => load !== null);
  if (known.length === 0) return null;
  const median = (of: (load: GateLoad) => number | null) =>
    new SortedSample(known.flatMap((load) => of(load) ?? [])).median();
  const sum = (of: (load: GateLoad) => number) => known.reduce((total, load) => total + of(load), 0);
  return {
    requestsPerSec: median((load) => load.requestsPerSec),
    responseTimeP90Ms: median((load) => load.responseTimeP90Ms),
    responseTimeP95Ms: median((load) => load.responseTimeP95Ms),
    correct: sum((load) => load.correct),
    failed: sum((load) => load.failed),
  };
}
