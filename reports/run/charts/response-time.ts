import { formatMeasure } from '../../../harness/model/format.ts';
import { type Chart, type LegendEntry, notMeasured } from '../../shared/charts/chart.ts';
import { byJudgedPhase } from '../../shared/charts/findings.ts';
import { axisFor } from '../../shared/charts/scales.ts';
import type { SeriesColor } from '../../shared/charts/theme.ts';
import { type AreaPiece, piecesBetween, timeSeriesSpec } from '../../shared/charts/time-series.ts';
import { seriesOf, type Timeline, valuesOf } from '../../shared/charts/timeline.ts';
import { fromStart, quantileOf, underivableWhenJudged } from '../../shared/request-times.ts';
import type { ReportData } from '../report-data.ts';
import { quantileName } from '../request-table.ts';
import { isResponseTime, promisedLevels } from './levels.ts';

const ID = 'response-time';
const TITLE = 'Response time and service time, ms';
const WAIT_OPACITY = 0.35;

type Look = { color: SeriesColor; dash?: readonly number[]; width?: number };

const LOOKS: Record<number, Look> = {
  0.5: { color: 'grey', dash: [1, 3] },
  0.75: { color: 'sky', dash: [5, 3] },
  0.9: { color: 'sky' },
  0.95: { color: 'blue', width: 2.5 },
  0.99: { color: 'purple', width: 1.25 },
  0.999: { color: 'vermilion', width: 1.25 },
  1: { color: 'vermilion', dash: [5, 3], width: 1.25 },
};
/** Of a quantile that is only shown because it is promised. */
const OTHER_LOOK: Look = { color: 'purple', dash: [5, 3] };

/** Seen at once, like those that are promised. A reader can switch the others on. */
const SEEN = [0.5, 0.95, 0.99];

/** From the intended start, at every quantile, and from the actual start. The difference is the wait before the start. */
export function responseTimeChart(data: ReportData, timeline: Timeline): Chart {
  const { quantiles } = data.summary;
  const promised = data.verdict.targets.map(({ indicator }) => ('q' in indicator ? indicator.q : null));
  const responses = quantiles.map((q, i) => ({
    q,
    series: `q${i}`,
    look: LOOKS[q] ?? OTHER_LOOK,
    off: !SEEN.includes(q) && !promised.includes(q),
    points: seriesOf(timeline, (second) => second.quantilesMs?.[i], 'worst'),
  }));
  const service = seriesOf(timeline, (second) => second.serviceTimeMs?.p95, 'worst');
  const values = [...responses.map(({ points }) => points), service].flatMap(valuesOf);
  if (values.length === 0) return notMeasured(ID, TITLE);
  const levels = promisedLevels(data, timeline, isResponseTime);
  const axis = axisFor([...values, ...levels.map((level) => level.value)]);
  const p95 = responses.find(({ q }) => q === 0.95)!;
  const waits: AreaPiece[] = piecesBetween(service, p95.points, axis.domain[0]);
  return {
    id: ID,
    title: TITLE,
    finding: finding(data, axis.type === 'log'),
    legend: [
      ...responses.toReversed().map(
        ({ q, series, look: { color, dash }, off }): LegendEntry => ({
          ...{ label: `response time ${quantileName(q)}`, color, shape: 'line', series, off },
          ...(dash && { dash }),
        }),
      ),
      { label: 'service time p95', color: 'green', shape: 'line', series: 'service' },
      { label: 'start delay', color: 'amber', shape: 'area', opacity: WAIT_OPACITY, series: 'delay' },
    ],
    spec: (size) =>
      timeSeriesSpec(
        timeline,
        {
          axis,
          valueFormat: ',~r',
          levels,
          areas: [{ color: 'amber', opacity: WAIT_OPACITY, pieces: waits, series: 'delay' }],
          lines: [
            ...responses
              .toReversed()
              .map(({ points, series, look, off }) => ({ points, series, off, ...look })),
            { points: service, color: 'green', width: 1.25, series: 'service' },
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
