import { formatCount, formatMeasure, formatPercent } from '../model/format.ts';
import type { CarriedWhile, PlannedLoad } from '../model/load.ts';
import type { RunPhase } from '../model/run.ts';
import type { PhaseSummary } from '../model/summary.ts';
import { responseTimesOf } from '../summary/merge.ts';
import { Summarizer } from '../summary/summarize.ts';
import type { TakenSecond } from '../telemetry/otlp/open-second.ts';

/** What the generator reported for one second of the clock. */
export type GeneratorSecond = TakenSecond & { second: number };

/** What a steady phase showed of the load that it offered, whether carried or not. */
export type Level = {
  /** see p95Of */
  p95Ms: number | null;
  /** of the planned arrivals, or of the requests that users sent */
  correctShare: number;
  /** arrivals */
  dropped: number;
  /** why the load is not carried, in words; null if it is */
  refusedBecause: string | null;
};

export function levelOf(phase: PhaseSummary, bounds: CarriedWhile): Level {
  const { dropped } = phase.outcomes;
  const p95Ms = p95Of(phase);
  const correctShare = correctShareOf(phase);
  const reasons = [
    ...(dropped > 0 ? [`${formatCount(dropped, 'arrival was', 'arrivals were')} dropped`] : []),
    ...(correctShare < bounds.correctShare ? [`only ${formatPercent(correctShare)} answered correctly`] : []),
    ...(p95Ms === null || p95Ms >= bounds.p95Ms ? [p95InWords(p95Ms, bounds.p95Ms)] : []),
  ];
  return { p95Ms, correctShare, dropped, refusedBecause: reasons.length === 0 ? null : reasons.join(', ') };
}

/** Of the requests that were due. Those that failed or were never answered are endlessly late. Null: none was sent. */
export function p95Of({ series }: PhaseSummary): number | null {
  return responseTimesOf([series]).all.quantile(0.95)?.value ?? null;
}

function correctShareOf({ outcomes, planned }: PhaseSummary): number {
  return outcomes.correct / Math.max(planned?.arrivals ?? 0, outcomes.attempted + outcomes.dropped, 1);
}

/** "p95 61.2 ms" */
export function p95InWords(p95Ms: number | null, apartFrom?: number): string {
  return p95Ms === Number.POSITIVE_INFINITY
    ? 'more than 5% never answered'
    : `p95 ${formatMeasure(p95Ms, 'ms', apartFrom)}`;
}

/**
 * The figures of a steady phase, made by the same code as those of a run: of the requests that were due in it, whenever they were answered.
 * @param seconds everything that the generator has reported
 * @param name of the phase; left out: the first steady one
 */
export function summarizeSteady(
  load: PlannedLoad,
  phases: RunPhase[],
  seconds: Iterable<GeneratorSecond>,
  name?: string,
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
  return summarizer
    .finish()
    .phases.find((phase) => phase.kind === 'steady' && (name === undefined || phase.name === name))!;
}

/** Only the generator is observed. */
const NOTHING_ELSE = { phase: null, servers: [], database: null, cache: null, processes: [], machine: null };
