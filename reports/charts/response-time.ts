import { formatMeasure } from '../../harness/model/format.ts';
import { ExponentialHistogram } from '../../harness/stats/exponential-histogram.ts';
import type { ReportData } from '../report-data.ts';
import { type Chart, notMeasured } from './chart.ts';
import { byJudgedPhase } from './findings.ts';
import { promisedLevels } from './levels.ts';
import { axisFor } from './scales.ts';
import { timeSeriesSpec } from './time-series.ts';
import { seriesOf, type Timeline, valuesOf } from './timeline.ts';

const ID = 'response-time';
const TITLE = 'Response time, ms';

export function responseTimeChart(data: ReportData, timeline: Timeline): Chart {
  const p50 = seriesOf(timeline, (second) => second.responseTimeMs?.p50, 'worst');
  const p95 = seriesOf(timeline, (second) => second.responseTimeMs?.p95, 'worst');
  const p99 = seriesOf(timeline, (second) => second.responseTimeMs?.p99, 'worst');
  const values = [p50, p95, p99].flatMap(valuesOf);
  if (values.length === 0) return notMeasured(ID, TITLE);
  const levels = promisedLevels(data, 'responseTimeP95Ms');
  const axis = axisFor([...values, ...levels.map((level) => level.value)]);
  const scale = axis.type === 'log' ? ' The scale is logarithmic.' : '';
  const p95s = byJudgedPhase(data.summary, ({ responseTimeMs }) => {
    const estimate = ExponentialHistogram.fromEncoded(responseTimeMs).quantile(0.95);
    return estimate === null ? null : formatMeasure(estimate.value, 'ms');
  });
  return {
    id: ID,
    title: TITLE,
    finding: `From the intended start of a request. ${p95s ? `p95: ${p95s}.` : ''}${scale}`,
    legend: [
      { label: 'p99', color: 'purple', shape: 'line' },
      { label: 'p95', color: 'blue', shape: 'line' },
      { label: 'p50 (median)', color: 'green', shape: 'dotted' },
    ],
    spec: (size) =>
      timeSeriesSpec(
        timeline,
        {
          axis,
          valueFormat: ',~r',
          levels,
          lines: [
            { points: p99, color: 'purple', width: 1.25 },
            { points: p50, color: 'green', dash: [1, 3] },
            { points: p95, color: 'blue', width: 2 },
          ],
        },
        size,
      ),
  };
}
