import { formatInterval, formatNumber } from '../../harness/model/format.ts';
import type { DrawnArm } from './arm-looks.ts';
import { measuredTimes } from './charts/response-times.ts';
import { type ComparisonData, validRepetitions } from './comparison-data.ts';

/** Each with the measure that gives the same percentile per repetition, if it was measured. */
export const QUANTILES = [
  { q: 0.5, name: 'p50', measure: 'responseTimeP50Ms' },
  { q: 0.95, name: 'p95', measure: 'responseTimeP95Ms' },
  { q: 0.99, name: 'p99', measure: 'responseTimeP99Ms' },
  { q: 0.999, name: 'p99.9', measure: 'responseTimeP999Ms' },
];

/** `spread`: "(11.1 to 12.4 ms)", over repetitions; null if it was not measured in two of them. */
type Cell = { value: number | null; spread: string | null };

/** Percentiles of the response time of every arm that was measured, and the longest; milliseconds. */
export function percentileRows(data: ComparisonData): { drawn: DrawnArm; count: string; cells: Cell[] }[] {
  return measuredTimes(data).map(({ drawn, histogram }) => ({
    drawn,
    count: formatNumber(histogram.count),
    cells: [
      ...QUANTILES.map(({ q, measure }) => ({
        value: histogram.quantile(q)?.value ?? null,
        spread: spreadOf(drawn, measure),
      })),
      { value: histogram.max, spread: null },
    ],
  }));
}

function spreadOf({ arm }: DrawnArm, measure: string): string | null {
  const values = validRepetitions(arm).flatMap((repetition) => repetition.values[measure] ?? []);
  if (values.length < 2) return null;
  return `(${formatInterval({ low: Math.min(...values), high: Math.max(...values) }, 'ms')})`;
}
