import type { ChartSize } from './chart.ts';
import { type DrawnLine, type Labelled, labelPlaces } from './label-places.ts';
import { position } from './scales.ts';
import { INK, INK_SOFT, SURFACE } from './theme.ts';
import type { Layer, TimeEncoding, TimeSeries, ValueEncoding } from './time-series.ts';

/**
 * A horizontal line with its name: a promise, or a limit. `spans`: the times for which it holds, in seconds; left out: always.
 */
export type Level = {
  value: number;
  label: string;
  kind: 'bound' | 'limit';
  labelSide: 'above' | 'below';
  spans?: readonly Span[];
};

export type Span = { startSec: number; endSec: number };

/** The lines, under the series. */
export function levelLines(levels: readonly Level[], x: TimeEncoding, y: ValueEncoding): Layer[] {
  return levels.map(({ value, kind, spans }): Layer => {
    const mark = {
      type: 'rule' as const,
      stroke: kind === 'bound' ? INK : INK_SOFT,
      strokeWidth: kind === 'bound' ? 1.5 : 1,
      strokeDash: kind === 'bound' ? [6, 4] : [2, 3],
    };
    if (spans === undefined) {
      return { data: { values: [{ v: value }] }, mark, encoding: { y: { ...y, field: 'v' } } };
    }
    return {
      data: { values: spans.map(({ startSec, endSec }) => ({ v: value, from: startSec, to: endSec })) },
      mark,
      encoding: { x: { ...x, field: 'from' }, x2: { field: 'to' }, y: { ...y, field: 'v' } },
    };
  });
}

/** The names of the lines, over the series, where they cover the least of them, on a halo of the page's colour. */
export function levelLabels(
  { axis, levels = [], lines = [], areas = [] }: TimeSeries,
  durationSec: number,
  plot: ChartSize,
): Layer[] {
  const x = (sec: number) => (sec / durationSec) * plot.width;
  const y = (value: number) => plot.height * (1 - position(axis, value));
  const drawn: DrawnLine[] = [
    ...lines.map(({ points }) => points.map(({ t, v }) => (v === null ? null : { x: x(t), y: y(v) }))),
    ...areas.flatMap(({ pieces }) =>
      pieces.map((piece) => piece.map(({ t, high }) => ({ x: x(t), y: y(high) }))),
    ),
  ];
  const labelled = levels.map(
    ({ value, label, labelSide, spans }): Labelled => ({
      label,
      y: y(value),
      side: labelSide,
      spans: spans?.map(({ startSec, endSec }) => ({ from: x(startSec), to: x(endSec) })) ?? [
        { from: 0, to: plot.width },
      ],
    }),
  );
  const places = labelPlaces(labelled, drawn, plot);
  return levels.flatMap((level, i) => labelLayers(level, places[i]!));
}

function labelLayers({ label, kind }: Level, place: { x: number; y: number }): Layer[] {
  const text = {
    type: 'text' as const,
    align: 'left' as const,
    baseline: 'top' as const,
    x: place.x,
    y: place.y + 1,
  };
  const encoding = { text: { value: label } };
  const data = { values: [{}] };
  const halo = { fill: SURFACE, stroke: SURFACE, strokeWidth: 4, strokeJoin: 'round' as const };
  return [
    { data, mark: { ...text, ...halo }, encoding },
    { data, mark: { ...text, fill: kind === 'bound' ? INK : INK_SOFT }, encoding },
  ];
}
