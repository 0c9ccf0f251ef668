import { isJudged } from '../../../harness/model/load.ts';
import type { PhaseSummary, Summary } from '../../../harness/model/summary.ts';

export function judgedPhases({ phases }: Pick<Summary, 'phases'>): PhaseSummary[] {
  return phases.filter(({ kind }) => isJudged(kind));
}

/** "steady 7.4 ms, failover 9.1 ms": one figure for each judged phase that has it. */
export function byJudgedPhase(
  summary: Summary,
  figure: (phase: PhaseSummary) => string | null,
): string | null {
  const texts = judgedPhases(summary).flatMap((phase) => {
    const text = figure(phase);
    return text === null ? [] : [`${phase.name} ${text}`];
  });
  return texts.length > 0 ? texts.join(', ') : null;
}

export function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
