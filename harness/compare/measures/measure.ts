import type { Measure } from '../../model/comparison.ts';
import type { Run } from '../../model/run.ts';
import type { PhaseSummary, Summary, SummarySecond } from '../../model/summary.ts';

/** A figure of one run that runs are compared by. */
export type MeasureDefinition = {
  measure: Measure;
  /** over the steady phase; null where it was not measured */
  valueOf(summary: Summary, run: Run): number | null;
};

/** What the valueOf of a measure looks at. */
export type Steady = {
  phase: PhaseSummary;
  /** those of the phase, in order */
  seconds: SummarySecond[];
  upperBoundsMs: readonly number[];
};

/** A measure of the steady phase. A run without one, or with several (which is on several levels at once), has no value. */
export function ofSteadyPhase(measure: Measure, value: (steady: Steady) => number | null): MeasureDefinition {
  return {
    measure,
    valueOf(summary) {
      const [phase, ...others] = summary.phases.filter(({ kind }) => kind === 'steady');
      if (phase === undefined || others.length > 0) return null;
      const seconds = summary.seconds.filter((second) => second.phase === phase.name);
      return value({ phase, seconds, upperBoundsMs: summary.serverHistogramUpperBoundsMs });
    },
  };
}

export function lowerIsBetter(name: string, label: string, unit: string): Measure {
  return { name, label, unit, better: 'lower', scale: 'ratio' };
}
