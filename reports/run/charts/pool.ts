import { formatCount, formatMeasure, formatNumber } from '../../../harness/model/format.ts';
import { poolConnectionsOf, serverCount, type Topology } from '../../../harness/model/topology.ts';
import { type Chart, notMeasured } from '../../shared/charts/chart.ts';
import type { Level } from '../../shared/charts/levels.ts';
import { axisFor, linearAxis } from '../../shared/charts/scales.ts';
import { timeSeriesSpec } from '../../shared/charts/time-series.ts';
import { largestSecond, seriesOf, type Timeline, valuesOf } from '../../shared/charts/timeline.ts';
import type { ReportData } from '../report-data.ts';

const USE_TITLE = 'Connection pools: in use and waiting';
const WAIT_TITLE = 'Wait for a connection, p95, ms';

/** A limit more than this factor above the measured values would flatten them: it is mentioned, not drawn. */
const FURTHEST_LIMIT = 4;

export function poolUseChart({ run, summary }: ReportData, timeline: Timeline): Chart {
  const inUse = seriesOf(timeline, (second) => second.poolInUse, 'mean');
  const waiting = seriesOf(timeline, (second) => second.poolWaiting, 'worst');
  const values = [inUse, waiting].flatMap(valuesOf);
  if (values.length === 0) return notMeasured('pool-use', USE_TITLE);
  const most = run.topology && poolConnectionsOf(run.topology);
  const largest = Math.max(...values);
  const mostInUse = largestSecond(summary, (second) => second.poolPeakInUse ?? second.poolInUse);
  const limits: Level[] =
    most !== null && most <= largest * FURTHEST_LIMIT
      ? [{ value: most, label: `limit: ${formatNumber(most)}`, kind: 'limit', labelSide: 'above' }]
      : [];
  const axis = linearAxis([...values, ...limits.map((limit) => limit.value)], 4);
  return {
    id: 'pool-use',
    title: USE_TITLE,
    finding: `At most ${formatCount(mostInUse ?? 0, 'connection was', 'connections were')} in use and ${formatCount(largestSecond(summary, (second) => second.poolWaiting) ?? 0, 'request')} waiting${run.topology === null ? '' : `; ${limitOf(run.topology)}${limits.length === 0 ? ', far above this chart' : ''}`}.`,
    legend: [
      { label: 'in use', color: 'blue', shape: 'line', series: 'used' },
      { label: 'waiting', color: 'vermilion', shape: 'line', series: 'waiting' },
    ],
    spec: (size) =>
      timeSeriesSpec(
        timeline,
        {
          axis,
          valueFormat: ',~r',
          levels: limits,
          lines: [
            { points: inUse, color: 'blue', series: 'used' },
            { points: waiting, color: 'vermilion', series: 'waiting' },
          ],
        },
        size,
      ),
  };
}

export function poolWaitChart(_data: ReportData, timeline: Timeline): Chart {
  const points = seriesOf(timeline, (second) => second.poolWaitP95Ms, 'worst');
  const values = valuesOf(points);
  if (values.length === 0) return notMeasured('pool-wait', WAIT_TITLE);
  return {
    id: 'pool-wait',
    title: WAIT_TITLE,
    finding: `Upper bounds of the servers' histogram buckets. Maximum: ${formatMeasure(Math.max(...values), 'ms')}.`,
    legend: [{ label: 'p95', color: 'blue', shape: 'line' }],
    spec: (size) =>
      timeSeriesSpec(
        timeline,
        { axis: axisFor(values), valueFormat: ',~r', lines: [{ points, color: 'blue', stepped: true }] },
        size,
      ),
  };
}

function limitOf(topology: Topology): string {
  const [limit, servers] = [poolConnectionsOf(topology), serverCount(topology)];
  const each = typeof topology.servers === 'number' ? ` with ${formatNumber(topology.poolMax)} each` : '';
  return `the limit is ${formatNumber(limit)} (${formatNumber(servers)} servers${each})`;
}
