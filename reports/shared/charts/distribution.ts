import type { TopLevelSpec } from 'vega-lite';
import { formatBound, formatCount, formatMeasure } from '../../../harness/model/format.ts';
import { isUnselected } from '../../../harness/model/indicator.ts';
import { indicatorInWords } from '../../../harness/model/indicator-words.ts';
import type { PhaseSummary } from '../../../harness/model/summary.ts';
import type { TargetVerdict } from '../../../harness/model/verdict.ts';
import { ExponentialHistogram } from '../../../harness/stats/exponential-histogram.ts';
import type { ReportData } from '../../run/report-data.ts';
import { underivable } from '../request-times.ts';
import { type Chart, type ChartSize, notMeasured } from './chart.ts';
import { judgedPhases } from './findings.ts';
import { type Axis, logAxis, position } from './scales.ts';
import { seriesLayer } from './series-layer.ts';
import { CHART_CONFIG, INK, INK_SOFT, SERIES_COLORS, SURFACE } from './theme.ts';
import type { Layer } from './time-series.ts';

/** More bars than this blur together on a phone. */
const MAX_BARS = 48;
const BAR_OPACITY = 0.55;
const PADDING = { left: 14, right: 32, top: 48, bottom: 44 };
const QUANTILES = [
  { q: 0.5, name: 'p50' },
  { q: 0.95, name: 'p95' },
  { q: 0.99, name: 'p99' },
];

/** `share` of all values lies between `low` and `high`. */
export type Bar = { low: number; high: number; share: number };
type Mark = { name: string; value: number };

/** One phase: response times as bars (none if they are not derivable), and service times as an outline. */
type Distribution = {
  phase: PhaseSummary;
  response: Bar[];
  service: Bar[];
  marks: Mark[];
  finding: string;
};

/** How response and service times were distributed in each judged phase, all on the same logarithmic axis. */
export function distributionCharts(data: ReportData): Chart[] {
  const phases = judgedPhases(data.summary);
  const promises = data.verdict.targets.filter(isOfAllResponses);
  const distributions = phases.flatMap((phase) => distributionOf(phase) ?? []);
  const ends = distributions.flatMap(({ response, service }) =>
    [...response, ...service].flatMap(({ low, high }) => [low, high]),
  );
  const axis = logAxis([...ends, ...promises.map(({ bound }) => bound)]);
  return phases.map((phase, i) => {
    const id = `distribution-${i + 1}`;
    const distribution = distributions.find((each) => each.phase === phase);
    if (!distribution) return notMeasured(id, phase.name);
    const promised = promises.map((promise) => `; promised: ${boundOf(promise)}`).join('');
    return {
      id,
      title: phase.name,
      finding: `${distribution.finding}${promised}.`,
      legend: [
        { label: 'response time', color: 'blue', shape: 'area', opacity: BAR_OPACITY, series: 'response' },
        { label: 'service time', color: 'green', shape: 'line', series: 'service' },
      ],
      spec: (size) => distributionSpec(distribution, axis, promises, size),
    };
  });
}

/** Promises about the responses of all requests. A subset has a distribution of its own. */
function isOfAllResponses({ indicator }: TargetVerdict): boolean {
  return indicator.source === 'requests' && indicator.statistic === 'quantile' && isUnselected(indicator);
}

function boundOf(promise: TargetVerdict): string {
  return `${statisticOf(promise)} ${formatBound(promise.operator, promise.bound, promise.unit)}`;
}

/** "p95". */
function statisticOf({ indicator }: TargetVerdict): string {
  return indicatorInWords(indicator).replace(' response time', '');
}

/** Null if nothing was measured. */
function distributionOf(phase: PhaseSummary): Distribution | null {
  const service = ExponentialHistogram.fromEncoded(phase.serviceTimeMs);
  const response = phase.responseTimeMs && ExponentialHistogram.fromEncoded(phase.responseTimeMs);
  const marked = response ?? service;
  if (marked.count === 0) return null;
  const measured = [response, service].filter((histogram) => histogram !== null);
  const perOctave = barsPerOctave(measured);
  const marks = QUANTILES.map(({ q, name }) => ({ name, value: marked.quantile(q)!.value }));
  const figures = marks.map(({ name, value }) => `${name} ${formatMeasure(value, 'ms')}`).join(', ');
  const count = formatCount(marked.count, 'response');
  const serviceP95 = formatMeasure(service.quantile(0.95)?.value ?? null, 'ms');
  return {
    phase,
    response: response ? barsOf(response, perOctave) : [],
    service: barsOf(service, perOctave),
    marks,
    finding:
      response === null
        ? `${underivable([phase]).join(' ')} The marks are service times of ${count}: ${figures}`
        : `${count}: ${figures}; service time p95 ${serviceP95}`,
  };
}

/** A power of two, so that neighbouring buckets can be joined, and the same for all histograms, so that heights are comparable. */
export function barsPerOctave(histograms: readonly ExponentialHistogram[]): number {
  const buckets = histograms.flatMap((histogram) => histogram.buckets().filter(({ high }) => high > 0));
  if (buckets.length === 0) return 1;
  const first = Math.min(...buckets.map(({ low }) => low));
  const last = Math.max(...buckets.map(({ high }) => high));
  const octaves = Math.max(1, Math.log2(last / first));
  const finest = 2 ** Math.min(...histograms.map(({ scale }) => scale));
  return Math.min(finest, 2 ** Math.floor(Math.log2(MAX_BARS / octaves)));
}

/** Joins neighbouring buckets until there are few enough bars; each bar covers the same ratio of times. */
export function barsOf(histogram: ExponentialHistogram, perOctave: number): Bar[] {
  const counts = new Map<number, number>();
  for (const { low, high, count } of histogram.buckets()) {
    if (high <= 0) continue;
    const index = Math.floor(Math.log2(Math.sqrt(low * high)) * perOctave);
    counts.set(index, (counts.get(index) ?? 0) + count);
  }
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([index, count]) => ({
      low: 2 ** (index / perOctave),
      high: 2 ** ((index + 1) / perOctave),
      share: count / histogram.count,
    }));
}

/** The upper edge of bars, down to zero between those that do not touch. */
function outlineOf(bars: readonly Bar[]): { x: number; share: number }[] {
  return bars.flatMap(({ low, high, share }, i) => {
    const touches = (other: Bar | undefined, edge: 'low' | 'high', at: number) =>
      other !== undefined && Math.abs(other[edge] / at - 1) < 1e-9;
    return [
      ...(touches(bars[i - 1], 'high', low) ? [] : [{ x: low, share: 0 }]),
      { x: low, share },
      { x: high, share },
      ...(touches(bars[i + 1], 'low', high) ? [] : [{ x: high, share: 0 }]),
    ];
  });
}

function distributionSpec(
  { response, service, marks }: Distribution,
  axis: Axis,
  promises: readonly TargetVerdict[],
  size: ChartSize,
): TopLevelSpec {
  const plot = {
    width: size.width - PADDING.left - PADDING.right,
    height: size.height - PADDING.top - PADDING.bottom,
  };
  const x = {
    type: 'quantitative' as const,
    scale: { type: 'log' as const, domain: axis.domain, nice: false },
    axis: {
      values: axis.ticks,
      labelExpr: "format(datum.value, ',~r')",
      grid: false,
      domain: true,
      domainColor: INK_SOFT,
      zindex: 1,
    },
  };
  const y = {
    type: 'quantitative' as const,
    scale: {
      domain: [0, Math.max(...[...response, ...service].map((bar) => bar.share), 1e-9) * 1.02],
      nice: false,
    },
    axis: null,
  };
  return {
    width: plot.width,
    height: plot.height,
    autosize: 'none',
    padding: PADDING,
    config: CHART_CONFIG,
    layer: [
      {
        name: seriesLayer('response', 'bars'),
        data: { values: response },
        mark: {
          type: 'rect',
          fill: SERIES_COLORS.blue,
          fillOpacity: BAR_OPACITY,
          stroke: SURFACE,
          strokeWidth: 0.5,
        },
        encoding: {
          x: { ...x, field: 'low' },
          x2: { field: 'high' },
          y: { ...y, field: 'share' },
          y2: { datum: 0 },
        },
      },
      {
        name: seriesLayer('service', 'outline'),
        data: { values: outlineOf(service).map((point, order) => ({ ...point, order })) },
        mark: { type: 'line', stroke: SERIES_COLORS.green, strokeWidth: 1.5, strokeJoin: 'miter' },
        encoding: {
          x: { ...x, field: 'x' },
          y: { ...y, field: 'share' },
          order: { field: 'order', type: 'quantitative' },
        },
      },
      ...quantileLayers(marks, x, plot),
      ...promises.flatMap((promise) => boundLayers(promise, x, axis, plot)),
    ],
  };
}

type LogEncoding = {
  type: 'quantitative';
  scale: { type: 'log'; domain: [number, number]; nice: boolean };
  axis: {
    values: number[];
    labelExpr: string;
    grid: boolean;
    domain: boolean;
    domainColor: string;
    zindex: number;
  };
};

/** Neighbours are often close: each name has its own row above the plot, which no other line crosses. */
function quantileLayers(marks: Mark[], x: LogEncoding, plot: ChartSize): Layer[] {
  return marks.flatMap(({ name, value }, row): Layer[] => {
    const data = { values: [{ value }] };
    const labelY = -34 + row * 13;
    return [
      {
        data,
        mark: { type: 'rule', stroke: INK, strokeWidth: 1 },
        encoding: { x: { ...x, field: 'value' }, y: { value: labelY - 5 }, y2: { value: plot.height } },
      },
      {
        data,
        mark: { type: 'text', align: 'left', dx: 4, baseline: 'middle', y: labelY, fontSize: 11 },
        encoding: { x: { ...x, field: 'value' }, text: { value: name } },
      },
    ];
  });
}

/** A promised bound, named in a row of its own under the axis. */
function boundLayers(promise: TargetVerdict, x: LogEncoding, axis: Axis, plot: ChartSize): Layer[] {
  const { bound } = promise;
  const data = { values: [{ bound }] };
  const place = position(axis, bound);
  const align = place < 0.25 ? 'left' : place > 0.75 ? 'right' : 'center';
  return [
    {
      data,
      mark: { type: 'rule', stroke: INK, strokeWidth: 1.5, strokeDash: [6, 4] },
      encoding: { x: { ...x, field: 'bound' }, y: { value: 0 }, y2: { value: plot.height } },
    },
    {
      data,
      mark: { type: 'text', align, baseline: 'top', y: plot.height + 26, fill: INK_SOFT, fontSize: 11 },
      encoding: { x: { ...x, field: 'bound' }, text: { value: `promised ${statisticOf(promise)}` } },
    },
  ];
}
