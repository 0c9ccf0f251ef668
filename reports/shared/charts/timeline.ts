import { isJudged, type PhaseKind } from '../../../harness/model/load.ts';
import type { Run } from '../../../harness/model/run.ts';
import type { Summary, SummarySecond } from '../../../harness/model/summary.ts';

/** More points than this cannot be distinguished in a chart; longer runs are drawn in bins of several seconds. */
export const MAX_POINTS = 400;

export type TimelinePhase = {
  /** 1, 2, 3 ... in order: charts use it if there is no room for the name */
  number: number;
  name: string;
  kind: PhaseKind;
  judged: boolean;
  startSec: number;
  endSec: number;
};

/** `letter` marks it in charts; null for a note, which is listed but not drawn. */
export type TimelineEvent = { letter: string | null; atSec: number; what: string };

/** The run on the time axis of all charts: seconds since its start, in bins of equal width. */
export type Timeline = {
  durationSec: number;
  binSec: number;
  /** `bins[i]` covers the seconds [i * binSec, (i + 1) * binSec) and holds those that were recorded */
  bins: SummarySecond[][];
  phases: TimelinePhase[];
  events: TimelineEvent[];
};

/** One point of a series. Null: not measured, drawn as a gap. */
export type Point = { t: number; v: number | null };

export function timelineOf(run: Run, summary: Summary): Timeline {
  const { startSec, endSec } = span(run, summary);
  const durationSec = Math.max(1, endSec - startSec);
  const binSec = widthOf(durationSec / MAX_POINTS);
  const bins: SummarySecond[][] = Array.from({ length: Math.ceil(durationSec / binSec) }, () => []);
  for (const second of summary.seconds) bins[Math.floor((second.second - startSec) / binSec)]?.push(second);

  const phases = run.phases.map((phase, i) => ({
    number: i + 1,
    name: phase.name,
    kind: phase.kind,
    judged: isJudged(phase.kind),
    startSec: phase.startMs / 1000 - startSec,
    endSec: phase.endMs / 1000 - startSec,
  }));
  let drawn = 0;
  const events = run.events.map((event) => ({
    letter: event.kind === 'note' ? null : letterOf(drawn++),
    atSec: event.atMs / 1000 - startSec,
    what: event.what,
  }));
  return { durationSec, binSec, bins, phases, events };
}

/**
 * How the seconds of a bin become one point. `mean` for rates and levels; `worst` for percentiles, which cannot be averaged:
 * the bin shows its slowest second.
 */
export type Fold = 'mean' | 'worst';

/** A bin is a gap if half or more of it was not measured. */
export function seriesOf(
  timeline: Timeline,
  pick: (second: SummarySecond) => number | null | undefined,
  fold: Fold,
): Point[] {
  return timeline.bins.map((bin, i) => {
    const measured = bin.map(pick).filter((value) => value !== null && value !== undefined);
    const t = (i + 0.5) * timeline.binSec;
    if (measured.length * 2 <= timeline.binSec && measured.length < timeline.binSec) return { t, v: null };
    if (fold === 'worst') return { t, v: Math.max(...measured) };
    return { t, v: measured.reduce((sum, value) => sum + value, 0) / measured.length };
  });
}

/** The largest value of a single second, whatever the bins. Null: never measured. */
export function largestSecond(
  summary: Summary,
  pick: (second: SummarySecond) => number | null | undefined,
): number | null {
  return summary.seconds.reduce<number | null>((largest, second) => {
    const value = pick(second) ?? null;
    return value === null || (largest !== null && largest >= value) ? largest : value;
  }, null);
}

export function valuesOf(points: readonly Point[]): number[] {
  return points.map((point) => point.v).filter((value) => value !== null);
}

function span(run: Run, summary: Summary): { startSec: number; endSec: number } {
  let startSec = Number.POSITIVE_INFINITY;
  let endSec = Number.NEGATIVE_INFINITY;
  for (const phase of run.phases) {
    startSec = Math.min(startSec, Math.floor(phase.startMs / 1000));
    endSec = Math.max(endSec, Math.ceil(phase.endMs / 1000));
  }
  if (run.phases.length > 0) return { startSec, endSec };
  for (const { second } of summary.seconds) {
    startSec = Math.min(startSec, second);
    endSec = Math.max(endSec, second + 1);
  }
  return summary.seconds.length > 0 ? { startSec, endSec } : { startSec: 0, endSec: 1 };
}

const WIDTHS_SEC = [1, 2, 5, 10, 15, 20, 30, 60];

/** The smallest even width in seconds, from a second to whole minutes, that is at least this. */
export function widthOf(leastSec: number): number {
  return WIDTHS_SEC.find((width) => width >= leastSec) ?? Math.ceil(leastSec / 60) * 60;
}

/** a, b, ... z, aa, ab, ... */
function letterOf(index: number): string {
  const last = String.fromCharCode(97 + (index % 26));
  return index < 26 ? last : letterOf(Math.floor(index / 26) - 1) + last;
}
