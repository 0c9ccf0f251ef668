import type { Summary } from '../../harness/model/summary.ts';
import { seriesOf, type Timeline, widthOf } from '../shared/charts/timeline.ts';

/** A stretch of a phase. `quantilesMs`: the highest point of each line that is drawn for it; null: not measured. */
export type Stretch = { phase: string; fromSec: number; toSec: number; quantilesMs: (number | null)[] };

/** More rows than about these are no longer read. */
const MAX_STRETCHES = 24;

/** Response times at each of the summary's quantiles as they are drawn over time, phase by phase in stretches of the same width. */
export function percentilesOverTime(
  timeline: Timeline,
  { quantiles }: Pick<Summary, 'quantiles'>,
): Stretch[] {
  const lines = quantiles.map((_, i) => seriesOf(timeline, (second) => second.quantilesMs?.[i], 'worst'));
  const widthSec = widthOf(timeline.durationSec / MAX_STRETCHES);
  const highest = (points: (typeof lines)[number], fromSec: number, toSec: number) =>
    points.reduce<number | null>(
      (most, { t, v }) => (v !== null && t >= fromSec && t < toSec ? Math.max(v, most ?? v) : most),
      null,
    );
  return timeline.phases.flatMap(({ name, startSec, endSec }) => {
    const count = Math.max(0, Math.ceil((endSec - startSec) / widthSec));
    return Array.from({ length: count }, (_, i) => {
      const fromSec = startSec + i * widthSec;
      const toSec = Math.min(endSec, fromSec + widthSec);
      return { phase: name, fromSec, toSec, quantilesMs: lines.map((line) => highest(line, fromSec, toSec)) };
    });
  });
}
