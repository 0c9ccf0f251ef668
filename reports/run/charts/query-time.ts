import { formatMeasure } from '../../../harness/model/format.ts';
import { type Chart, notMeasured } from '../../shared/charts/chart.ts';
import { axisFor } from '../../shared/charts/scales.ts';
import { timeSeriesSpec } from '../../shared/charts/time-series.ts';
import { seriesOf, type Timeline, valuesOf } from '../../shared/charts/timeline.ts';
import type { ReportData } from '../report-data.ts';
import { isQueryTime, promisedLevels } from './levels.ts';

const ID = 'query-time';
const TITLE = 'Query time, p95, ms';

export function queryTimeChart(data: ReportData, timeline: Timeline): Chart {
  const points = seriesOf(timeline, (second) => second.queryTimeP95Ms, 'worst');
  const values = valuesOf(points);
  if (values.length === 0) return notMeasured(ID, TITLE);
  const levels = promisedLevels(data, timeline, isQueryTime);
  const axis = axisFor([...values, ...levels.map((level) => level.value)]);
  return {
    id: ID,
    title: TITLE,
    finding: `Execution in the database, without waiting for a connection; upper bounds of histogram buckets. Maximum: ${formatMeasure(Math.max(...values), 'ms')}.${axis.type === 'log' ? ' The scale is logarithmic.' : ''}`,
    legend: [{ label: 'p95', color: 'blue', shape: 'line' }],
    spec: (size) =>
      timeSeriesSpec(
        timeline,
        { axis, valueFormat: ',~r', levels, lines: [{ points, color: 'blue', stepped: true }] },
        size,
      ),
  };
}
