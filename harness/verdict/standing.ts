import { unitOf } from '../model/indicator.ts';
import type { Run } from '../model/run.ts';
import type { Summary } from '../model/summary.ts';
import type { Target } from '../model/target.ts';
import { holds } from './decide.ts';
import { withoutFaults } from './from-outside.ts';
import { figureOf } from './statistics/figure.ts';

/** Where a target stands while its run goes on. It is no verdict: it has no interval, knows no doubts about the measurement, and may still change. */
export type Standing = Pick<Target, 'id' | 'statement' | 'operator' | 'bound'> & {
  unit: string;
  /** over the seconds so far; null: nothing was measured yet */
  figure: number | null;
  /** whether the figure is on the promised side of the bound now; null: no figure */
  isWithin: boolean | null;
  /** whole seconds that are recorded of the phases that feed it */
  recordedSec: number;
  /** that these phases will have */
  plannedSec: number;
  /** data is checked when the load has ended */
  isCheckedAfterLoad: boolean;
};

/** @param run with the phases that are recorded so far */
export function standingsOf(
  run: Pick<Run, 'targets' | 'target' | 'profile'>,
  summary: Pick<Summary, 'phases' | 'serverHistogramUpperBoundsMs'>,
): Standing[] {
  const planned = run.profile.loads.flatMap((load) => load.phases);
  return run.targets.map((promised) => {
    const { id, statement, operator, bound, indicator, phases: names } = withoutFaults(run, promised);
    const phases = summary.phases.filter(({ name }) => names.includes(name));
    const figure =
      phases.length === 0 ? null : figureOf(indicator, phases, summary.serverHistogramUpperBoundsMs);
    const plannedMs = planned
      .filter(({ name }) => names.includes(name))
      .reduce((sum, { durationMs }) => sum + durationMs, 0);
    return {
      ...{ id, statement, operator, bound, unit: unitOf(indicator), figure },
      isWithin: figure === null ? null : holds(figure, operator, bound),
      recordedSec: phases.reduce((sum, { observedSeconds }) => sum + observedSeconds, 0),
      plannedSec: Math.floor(plannedMs / 1000),
      isCheckedAfterLoad: indicator.source === 'checks',
    };
  });
}
