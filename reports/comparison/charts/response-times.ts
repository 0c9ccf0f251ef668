import type { TopLevelSpec } from 'vega-lite';
import { ExponentialHistogram } from '../../../harness/stats/exponential-histogram.ts';
import { type Chart, type ChartSize, notMeasured } from '../../shared/charts/chart.ts';
import { type Bar, barsOf, barsPerOctave } from '../../shared/charts/distribution.ts';
import { type Axis, logAxis } from '../../shared/charts/scales.ts';
import { seriesLayer } from '../../shared/charts/series-layer.ts';
import { CHART_CONFIG, INK_SOFT, SERIES_COLORS } from '../../shared/charts/theme.ts';
import type { Layer } from '../../shared/charts/time-series.ts';
import { type DrawnArm, drawnArms, legendOf } from '../arm-looks.ts';
import { armsInWords } from '../arms-in-words.ts';
import { type ComparisonData, pictureOf } from '../comparison-data.ts';

const PADDING = { left: 52, right: 28, top: 10, bottom: 32 };
/** Below this share, one response in 100,000, the tail only shows chance events of the longest run. */
const RAREST = 1e-5;

type Point = { ms: number; share: number };
type Line = { drawn: DrawnArm; points: Point[] };

/** The response times of the valid arms, all repetitions together. */
export function measuredTimes(data: ComparisonData): { drawn: DrawnArm; histogram: ExponentialHistogram }[] {
  return drawnArms(data.comparison.arms).flatMap((drawn) => {
    const encoded = drawn.arm.isValid ? pictureOf(data, drawn.arm)?.responseTimeMs : null;
    if (!encoded) return [];
    const histogram = ExponentialHistogram.fromEncoded(encoded);
    return histogram.count === 0 ? [] : [{ drawn, histogram }];
  });
}

/** How frequent each response time was, and how many responses took longer, both on the same time axis. */
export function responseTimeCharts(data: ComparisonData): Chart[] {
  const measured = measuredTimes(data);
  const frequent = { id: 'response-times', title: 'How long responses took, ms' };
  const slower = { id: 'slower-than', title: 'Share that took longer, ms' };
  if (measured.length === 0)
    return [notMeasured(frequent.id, frequent.title), notMeasured(slower.id, slower.title)];
  const perOctave = barsPerOctave(measured.map(({ histogram }) => histogram));
  const bars = measured.map(({ drawn, histogram }) => ({ drawn, bars: barsOf(histogram, perOctave) }));
  const axis = logAxis(bars.flatMap((each) => each.bars.flatMap(({ low, high }) => [low, high])));
  const legend = measured.map(({ drawn }) => legendOf(drawn));
  const quantile = (q: number) =>
    armsInWords(
      measured.map(({ drawn, histogram }) => ({
        label: drawn.arm.label,
        value: histogram.quantile(q)!.value,
      })),
      'ms',
    );
  const outlines = bars.map(({ drawn, bars: of }) => ({ drawn, points: polygon(of, perOctave) }));
  const tails = bars.map(({ drawn, bars: of }) => ({ drawn, points: tail(of) }));
  return [
    {
      ...frequent,
      finding: `Half of the responses took at most: ${quantile(0.5)}. Height: the share of an arm's responses.`,
      legend,
      spec: (size) => linesSpec(outlines, axis, SHARE_AXIS(outlines), size),
    },
    {
      ...slower,
      finding: `1% took longer than: ${quantile(0.99)}. Where a line crosses 1% is its p99.`,
      legend,
      spec: (size) => linesSpec(tails, axis, TAIL_AXIS, size),
    },
  ];
}

/** A line through the tops of bars, down to zero where there was nothing. */
function polygon(bars: readonly Bar[], perOctave: number): Point[] {
  const step = 2 ** (1 / perOctave);
  return bars.flatMap(({ low, high, share }, i) => {
    const ms = Math.sqrt(low * high);
    const isNext = (other: Bar | undefined) => other !== undefined && other.low / low < step * 1.001;
    const follows = i > 0 && bars[i - 1]!.low * step > low * 0.999;
    return [
      ...(follows ? [] : [{ ms: ms / step, share: 0 }]),
      { ms, share },
      ...(isNext(bars[i + 1]) ? [] : [{ ms: ms * step, share: 0 }]),
    ];
  });
}

/** The share that took longer than the upper end of each bar. */
function tail(bars: readonly Bar[]): Point[] {
  let left = 1;
  const points = bars[0] === undefined ? [] : [{ ms: bars[0].low, share: 1 }];
  for (const { high, share } of bars) {
    left -= share;
    if (left < RAREST) break;
    points.push({ ms: high, share: left });
  }
  return points;
}

type ShareAxis = { scale: object; axis: object };

function SHARE_AXIS(lines: readonly Line[]): ShareAxis {
  const most = Math.max(...lines.flatMap(({ points }) => points.map(({ share }) => share)));
  return {
    scale: { domain: [0, most * 1.05], nice: false },
    axis: { tickCount: 4, format: '.3~p', grid: true },
  };
}

const TAIL_AXIS: ShareAxis = {
  scale: { type: 'log', domain: [RAREST, 1], nice: false },
  axis: {
    values: [1, 0.1, 0.01, 0.001, 0.0001, 0.00001],
    labelExpr: "format(datum.value, '~p')",
    grid: true,
  },
};

function linesSpec(lines: readonly Line[], axis: Axis, shares: ShareAxis, size: ChartSize): TopLevelSpec {
  const x = {
    field: 'ms',
    type: 'quantitative' as const,
    scale: { type: 'log' as const, domain: axis.domain, nice: false, clamp: true },
    axis: {
      values: axis.ticks,
      labelExpr: "format(datum.value, ',~r')",
      grid: false,
      domain: true,
      domainColor: INK_SOFT,
      labelPadding: 10,
    },
  };
  const y = { field: 'share', type: 'quantitative' as const, ...shares };
  return {
    width: size.width - PADDING.left - PADDING.right,
    height: size.height - PADDING.top - PADDING.bottom,
    autosize: 'none',
    padding: PADDING,
    config: CHART_CONFIG,
    layer: lines.map(({ drawn: { look, series }, points }): Layer => {
      const dash = look.dash.length === 0 ? {} : { strokeDash: [...look.dash] };
      return {
        name: seriesLayer(series, 'line'),
        data: { values: points },
        mark: { type: 'line', stroke: SERIES_COLORS[look.color], strokeWidth: 2, strokeCap: 'butt', ...dash },
        encoding: { x, y, order: { field: 'ms', type: 'quantitative' } },
      } as Layer;
    }),
  };
}
