import type { TopLevelSpec } from 'vega-lite';
import type { CalibratedBehaviour } from '../../harness/model/calibration.ts';
import { formatMeasure } from '../../harness/model/format.ts';
import { type Chart, type ChartSize, type LegendEntry, notMeasured } from '../shared/charts/chart.ts';
import { logAxis } from '../shared/charts/scales.ts';
import { CHART_CONFIG, INK_SOFT, SERIES_COLORS, type SeriesColor } from '../shared/charts/theme.ts';
import type { Layer } from '../shared/charts/time-series.ts';
import { INSTRUMENT_COLORS, INSTRUMENT_WORDS } from './words.ts';

const PADDING = { left: 44, right: 24, top: 12, bottom: 36 };
/** Shares of answered requests, up to all of them. */
const SHARE_TICKS = [0, 0.25, 0.5, 0.75, 1];

type Look = { color: SeriesColor; strokeWidth: number; opacity: number; dash: [number, number] | null };
type Line = { label: string; look: Look; points: { ms: number; share: number }[] };

/** Known and reported distributions on top of each other: which share of the requests was answered within which time. */
export function calibrationChart(behaviour: CalibratedBehaviour, shares: readonly number[]): Chart {
  const id = `known-${behaviour.name}`;
  const title = 'Answered within';
  const lines = linesOf(behaviour, shares);
  if (lines.length < 2) return notMeasured(id, title);
  const axis = logAxis(lines.flatMap(({ points }) => points.map(({ ms }) => ms)));
  return {
    id,
    title,
    finding: findingOf(behaviour),
    legend: lines.map(({ label, look }): LegendEntry => {
      return {
        label,
        color: look.color,
        shape: look.dash ? 'dotted' : look.strokeWidth > 4 ? 'track' : 'line',
      };
    }),
    spec: (size) => specOf(lines, axis, size),
  };
}

function linesOf({ curves }: CalibratedBehaviour, shares: readonly number[]): Line[] {
  return curves
    .filter(({ source, valuesMs }) => source !== 'served' && valuesMs.length === shares.length)
    .map(({ source, valuesMs }) => ({
      label: source === 'known' || source === 'served' ? 'known' : INSTRUMENT_WORDS[source],
      look: lookOf(source),
      points: shares.map((share, i) => ({ ms: valuesMs[i]!, share })),
    }));
}

function lookOf(source: CalibratedBehaviour['curves'][number]['source']): Look {
  if (source === 'known' || source === 'served') {
    return { color: 'grey', strokeWidth: 8, opacity: 0.4, dash: null };
  }
  return {
    color: INSTRUMENT_COLORS[source],
    strokeWidth: 2,
    opacity: 1,
    dash: source === 'k6-open' ? null : [1, 4],
  };
}

function findingOf({ loads }: CalibratedBehaviour): string {
  const p99s = loads.flatMap(({ instrument, figures }) => {
    const p99 = figures.find(({ name }) => name === 'p99');
    return p99
      ? [{ known: p99.known, text: `${INSTRUMENT_WORDS[instrument]} ${formatMeasure(p99.reported, 'ms')}` }]
      : [];
  });
  const known = p99s[0] === undefined ? null : p99s[0].known;
  return `p99: known ${formatMeasure(known, 'ms')}; ${p99s.map(({ text }) => text).join('; ')}.`;
}

function specOf(lines: readonly Line[], axis: ReturnType<typeof logAxis>, size: ChartSize): TopLevelSpec {
  const x = {
    field: 'ms',
    type: 'quantitative' as const,
    scale: { type: 'log' as const, domain: axis.domain, nice: false },
    axis: {
      values: axis.ticks,
      labelExpr: "format(datum.value, ',~r') + ' ms'",
      grid: false,
      domain: true,
      domainColor: INK_SOFT,
      labelPadding: 12, // clear of the 0% next to the corner
    },
  };
  const y = {
    field: 'share',
    type: 'quantitative' as const,
    scale: { domain: [0, 1], nice: false },
    axis: { values: SHARE_TICKS, format: '.0%', grid: true },
  };
  return {
    width: size.width - PADDING.left - PADDING.right,
    height: size.height - PADDING.top - PADDING.bottom,
    autosize: 'none',
    padding: PADDING,
    config: CHART_CONFIG,
    layer: lines.map(({ look, points }): Layer => {
      return {
        data: { values: points },
        mark: {
          type: 'line',
          stroke: SERIES_COLORS[look.color],
          strokeWidth: look.strokeWidth,
          strokeOpacity: look.opacity,
          ...(look.dash ? { strokeDash: look.dash } : {}),
        },
        encoding: { x, y, order: { field: 'share', type: 'quantitative' } },
      };
    }),
  };
}
