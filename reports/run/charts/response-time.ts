import { formatMeasure } from '../../../harness/model/format.ts';
import { type Chart, notMeasured } from '../../shared/charts/chart.ts';
import { byJudgedPhase } from '../../shared/charts/findings.ts';
import { axisFor } from '../../shared/charts/scales.ts';
import { type AreaPiece, piecesBetween, timeSeriesSpec } from '../../shared/charts/time-series.ts';
import { seriesOf, type Timeline, valuesOf } from '../../shared/charts/timeline.ts';
import { fromStart, quantileOf, underivableWhenJudged } from '../../shared/request-times.ts';
import type { ReportData } from '../report-data.ts';
import { isResponseTime, promisedLevels } from './levels.ts';

const ID = 'response-time';
const TITLE = 'Response time and service time, ms';
const WAIT_OPACITY = 0.35;

/** From the intended start and from the actual one. The difference is the wait before the start. */
export function responseTimeChart(data: ReportData, timeline: Timeline): Chart {
  const p50 = seriesOf(timeline, (second) => second.responseTimeMs?.p50, 'worst');
  const p95 = seriesOf(timeline, (second) => second.responseTimeMs?.p95, 'worst');
  const p99 = seriesOf(timeline, (second) => second.responseTimeMs?.p99, 'worst');
  const service = seriesOf(timeline, (second) => second.serviceTimeMs?.p95, 'worst');
  const values = [p50, p95, p99, service].flatMap(valuesOf);
  if (values.length === 0) return notMeasured(ID, TITLE);
  const levels = promisedLevels(data, isResponseTime);
  const axis = axisFor([...values, ...levels.map((level) => level.value)]);
  const waits: AreaPiece[] = piecesBetween(service, p95, axis.domain[0]);
  return {
    id: ID,
    title: TITLE,
    finding: finding(data, axis.type === 'log'),
    legend: [
      { label: 'response time p99', color: 'purple', shape: 'line' },
      { label: 'response time p95', color: 'blue', shape: 'line' },
      { label: 'response time p50', color: 'grey', shape: 'dotted' },
      { label: 'service time p95', color: 'green', shape: 'line' },
      { label: 'start delay', color: 'amber', shape: 'area', opacity: WAIT_OPACITY },
    ],
    spec: (size) =>
      timeSeriesSpec(
        timeline,
        {
          axis,
          valueFormat: ',~r',
          levels,
          areas: [{ color: 'amber', opacity: WAIT_OPACITY, pieces: waits }],
          lines: [
            { points: p99, color: 'purple', width: 1.25 },
            { points: p50, color: 'grey', dash: [1, 3] },
            { points: p95, color: 'blue', width: 2.5 },
            { points: service, color: 'green', width: 1.25 },
          ],
        },
        size,
      ),
  };
}

function finding({ summary }: ReportData, isLog: boolean): string {
  const p95s = byJudgedPhase(summary, ({ responseTimeMs, serviceTimeMs }) => {
    const service = quantileOf(serviceTimeMs, 0.95);
    return service === null
      ? null
      : `${fromStart(responseTimeMs, 0.95, 'ms')} and ${formatMeasure(service, 'ms')}`;
  });
  return [
    'From the intended start of a request, and from its actual start.',
    p95s === null ? null : `p95 of response time and of service time: ${p95s}.`,
    ...underivableWhenJudged(summary),
    isLog ? 'The scale is logarithmic.' : null,
  ]
    .filter((sentence) => sentence !== null)
    .join(' ');
}
