import { formatNumber } from '../../../harness/model/format.ts';
import type { Outcomes } from '../../../harness/model/summary.ts';
import type { Chart } from '../../shared/charts/chart.ts';
import { linearAxis } from '../../shared/charts/scales.ts';
import type { SeriesColor } from '../../shared/charts/theme.ts';
import { timeSeriesSpec } from '../../shared/charts/time-series.ts';
import { seriesOf, type Timeline, valuesOf } from '../../shared/charts/timeline.ts';
import type { ReportData } from '../report-data.ts';

const KINDS: { key: keyof Outcomes; label: string; color: SeriesColor }[] = [
  { key: 'failed', label: 'failed', color: 'vermilion' },
  { key: 'refused', label: 'refused (429)', color: 'purple' },
  { key: 'dropped', label: 'dropped by the generator', color: 'amber' },
];

/** Failures on a scale of their own. Null if there were none, which the traffic chart already reports. */
export function failuresChart(data: ReportData, timeline: Timeline): Chart | null {
  const present = KINDS.map((kind) => ({
    ...kind,
    points: seriesOf(timeline, (second) => second.outcomes?.[kind.key], 'mean'),
  })).filter(({ points }) => valuesOf(points).some((value) => value > 0));
  if (present.length === 0) return null;
  const axis = linearAxis(
    present.flatMap(({ points }) => valuesOf(points)),
    4,
  );
  return {
    id: 'failures',
    title: 'Requests without a correct response, a second',
    finding: reasons(data),
    legend: present.map(({ key, label, color }) => ({ label, color, shape: 'line', series: key })),
    spec: (size) =>
      timeSeriesSpec(
        timeline,
        {
          axis,
          valueFormat: ',~r',
          lines: present.map(({ key, points, color }) => ({ points, color, series: key })),
        },
        size,
      ),
  };
}

function reasons({ summary }: ReportData): string {
  const counts = new Map<string, number>();
  for (const phase of summary.phases) {
    for (const [reason, count] of Object.entries(phase.failedByReason)) {
      counts.set(reason, (counts.get(reason) ?? 0) + count);
    }
  }
  const listed = [...counts].sort(([, a], [, b]) => b - a).slice(0, 5);
  if (listed.length === 0) return 'No request failed.';
  return `Why requests failed: ${listed.map(([reason, count]) => `${reason} (${formatNumber(count)})`).join(', ')}.`;
}
