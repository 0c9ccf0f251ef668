import type { TopLevelSpec } from 'vega-lite';
import { formatBound, formatCount, formatMeasure } from '../../harness/model/format.ts';
import type { PhaseSummary } from '../../harness/model/summary.ts';
import { ExponentialHistogram } from '../../harness/stats/exponential-histogram.ts';
import type { ReportData } from '../report-data.ts';
import { type Chart, type ChartSize, notMeasured } from './chart.ts';
import { judgedPhases } from './findings.ts';
import { type Axis, logAxis, position } from './scales.ts';
import { CHART_CONFIG, INK, INK_SOFT, SERIES_COLORS, SURFACE } from './theme.ts';
import type { Layer } from './time-series.ts';

/** More bars than this melt into one another on a phone. */
const MAX_BARS = 48;
const PADDING = { left: 14, right: 32, top: 48, bottom: 44 };
const QUANTILES = [
  { q: 0.5, name: 'p50' },
  { q: 0.95, name: 'p95' },
  { q: 0.99, name: 'p99' },
];

type Bar = { low: number; high: number; share: number };
type Mark = { name: string; value: number };
type Distribution = { phase: PhaseSummary; histogram: ExponentialHistogram; bars: Bar[]; marks: Mark[] };

/** How response times were distributed in each judged phase, all on the same logarithmic axis. */
export function distributionCharts(data: ReportData): Chart[] {
  const phases = judgedPhases(data.summary);
  const measured = phases.flatMap((phase) => {
    const histogram = ExponentialHistogram.fromEncoded(phase.responseTimeMs);
    return histogram.count > 0 ? [{ phase, histogram }] : [];
  });
  const promise = data.verdict.targets.find((target) => target.sli === 'responseTimeP95Ms');
  const distributions = measured.map(({ phase, histogram }) => ({
    phase,
    histogram,
    bars: barsOf(histogram),
    marks: QUANTILES.map(({ q, name }) => ({ name, value: histogram.quantile(q)!.value })),
  }));
  const ends = distributions.flatMap(({ bars }) => bars.flatMap(({ low, high }) => [low, high]));
  const axis = logAxis([...ends, ...(promise ? [promise.bound] : [])]);
  return phases.map((phase, i) => {
    const id = `distribution-${i + 1}`;
    const distribution = distributions.find((each) => each.phase === phase);
    if (!distribution) return notMeasured(id, phase.name);
    return {
      id,
      title: phase.name,
      finding: `${formatCount(distribution.histogram.count, 'response')}: ${distribution.marks
        .map(({ name, value }) => `${name} ${formatMeasure(value, 'ms')}`)
        .join(
          ', ',
        )}${promise ? `; promised: p95 ${formatBound(promise.operator, promise.bound, 'ms')}` : ''}.`,
      legend: [],
      spec: (size) => distributionSpec(distribution, axis, promise?.bound ?? null, size),
    };
  });
}

/** Joins neighbouring buckets until there are few enough bars; each bar covers the same ratio of response times. */
function barsOf(histogram: ExponentialHistogram): Bar[] {
  const buckets = histogram.buckets().filter(({ high }) => high > 0);
  const first = buckets[0];
  const last = buckets.at(-1);
  if (!first || !last) return [];
  const octaves = Math.max(1, Math.log2(last.high / first.low));
  const perOctave = Math.min(2 ** histogram.scale, 2 ** Math.floor(Math.log2(MAX_BARS / octaves)));
  const counts = new Map<number, number>();
  for (const { low, high, count } of buckets) {
    const index = Math.floor(Math.log2(Math.sqrt(low * high)) * perOctave);
    counts.set(index, (counts.get(index) ?? 0) + count);
  }
  return [...counts].map(([index, count]) => ({
    low: 2 ** (index / perOctave),
    high: 2 ** ((index + 1) / perOctave),
    share: count / histogram.count,
  }));
}

function distributionSpec(
  { bars, marks }: Distribution,
  axis: Axis,
  bound: number | null,
  size: ChartSize,
): TopLevelSpec {
  const plot = {
    width: size.width - PADDING.left - PADDING.right,
    height: size.height - PADDING.top - PADDING.bottom,
  };
  const x = {
    type: 'quantitative' as const,
    scale: { type: 'log' as const, domain: axis.domain, nice: false },
    axis: { values: axis.ticks, format: ',~r', grid: false, domain: true, domainColor: INK_SOFT, zindex: 1 },
  };
  const y = {
    type: 'quantitative' as const,
    scale: { domain: [0, Math.max(...bars.map((bar) => bar.share), 1e-9) * 1.02], nice: false },
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
        data: { values: bars },
        mark: {
          type: 'rect',
          fill: SERIES_COLORS.blue,
          fillOpacity: 0.75,
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
      ...quantileLayers(marks, x, plot),
      ...(bound === null ? [] : boundLayers(bound, x, axis, plot)),
    ],
  };
}

type LogEncoding = {
  type: 'quantitative';
  scale: { type: 'log'; domain: [number, number]; nice: boolean };
  axis: {
    values: number[];
    format: string;
    grid: boolean;
    domain: boolean;
    domainColor: string;
    zindex: number;
  };
};

/** Neighbours are often close: each name has a row of its own above the plot, where no other line passes. */
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

/** The promised bound, named in a row of its own under the axis. */
function boundLayers(bound: number, x: LogEncoding, axis: Axis, plot: ChartSize): Layer[] {
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
      encoding: { x: { ...x, field: 'bound' }, text: { value: 'promised p95' } },
    },
  ];
}
