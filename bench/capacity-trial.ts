import { formatCount, formatMeasure, formatPercent } from '../harness/model/format.ts';
import type { PlannedLoad } from '../harness/model/load.ts';
import type { RunPhase } from '../harness/model/run.ts';
import type { PhaseSummary } from '../harness/model/summary.ts';
import { responseTimesOf } from '../harness/summary/merge.ts';
import { Summarizer } from '../harness/summary/summarize.ts';
import type { TakenSecond } from '../harness/telemetry/otlp/open-second.ts';

/** What the generator reported for one second of the clock. */
export type GeneratorSecond = TakenSecond & { second: number };

/** When a rate counts as carried, besides that no arrival was dropped. */
export type Bounds = { p95Ms: number; correctShare: number };

/**
 * The figures of the steady phase of an open load, made by the same code as those of a run: of the requests that were due in it, whenever
 * they were answered.
 * @param seconds everything that the generator reported, until its end
 */
export function summarizeSteady(
  load: PlannedLoad,
  phases: RunPhase[],
  seconds: Iterable<GeneratorSecond>,
): PhaseSummary {
  const run = { phases, profile: { loads: [load] }, events: [], targets: [], sessionFamily: null };
  const summarizer = new Summarizer(run, {
    schemaVersion: 1,
    kind: 'timeline',
    serverHistogramUpperBoundsMs: [],
  });
  for (const { second, client, histograms } of seconds) {
    summarizer.addSecond({ ...NOTHING_ELSE, second, client });
    for (const line of histograms) summarizer.addHistogram(line);
  }
  return summarizer.finish().phases.find(({ kind }) => kind === 'steady')!;
}

/** Only the generator is observed. */
const NOTHING_ELSE = { phase: null, servers: [], database: null, cache: null, processes: [], machine: null };

/** The p95 of the requests that were due. Those that failed or were never answered are endlessly late. Null: none was sent. */
export function p95Of({ series }: PhaseSummary): number | null {
  return responseTimesOf([series]).all.quantile(0.95)?.value ?? null;
}

/** The share of the planned arrivals that were answered correctly. */
export function correctShareOf({ outcomes, planned }: PhaseSummary): number {
  return outcomes.correct / Math.max(planned?.arrivals ?? 0, outcomes.attempted + outcomes.dropped);
}

/** Why a rate is not carried, in words; null if it is. */
export function refusalOf(phase: PhaseSummary, bounds: Bounds): string | null {
  const { dropped } = phase.outcomes;
  const p95Ms = p95Of(phase);
  const correctShare = correctShareOf(phase);
  const reasons = [
    ...(dropped > 0 ? [`${formatCount(dropped, 'arrival was', 'arrivals were')} dropped`] : []),
    ...(correctShare < bounds.correctShare ? [`only ${formatPercent(correctShare)} answered correctly`] : []),
    ...(p95Ms === null || p95Ms >= bounds.p95Ms ? [p95InWords(p95Ms, bounds.p95Ms)] : []),
  ];
  return reasons.length === 0 ? null : reasons.join(', ');
}

/** "p95 61.2 ms" */
export function p95InWords(p95Ms: number | null, apartFrom?: number): string {
  return p95Ms === Number.POSITIVE_INFINITY
    ? 'more than 5% never answered'
    : `p95 ${formatMeasure(p95Ms, 'ms', apartFrom)}`;
}
