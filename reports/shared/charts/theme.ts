import type { Config } from 'vega-lite';

/*
 * Colours are CSS custom properties, which the page defines for light, dark and paper: the same SVG is legible in all three.
 * The series colours are those of Okabe and Ito, darkened or lightened to a contrast of 3:1 and more on either surface.
 * Those of the arms of a comparison are as far apart as possible for every kind of colour vision (comparison/arm-looks.test.ts).
 */
export const INK = 'var(--ink)';
export const INK_SOFT = 'var(--ink-soft)';
export const GRID = 'var(--grid)';
export const SURFACE = 'var(--surface)';
export const BAND_JUDGED = 'var(--band-judged)';
export const BAND_OTHER = 'var(--band-other)';

export const SERIES_COLORS = {
  blue: 'var(--series-blue)',
  vermilion: 'var(--series-vermilion)',
  green: 'var(--series-green)',
  purple: 'var(--series-purple)',
  amber: 'var(--series-amber)',
  sky: 'var(--series-sky)',
  grey: 'var(--series-grey)',
  arm1: 'var(--arm-1)',
  arm2: 'var(--arm-2)',
  arm3: 'var(--arm-3)',
  arm4: 'var(--arm-4)',
  arm5: 'var(--arm-5)',
  arm6: 'var(--arm-6)',
} as const;
export type SeriesColor = keyof typeof SERIES_COLORS;

export const FONT_SIZE = 12;

/** The space around every plot is fixed, never measured: text has no exact width outside a browser. */
export const CHART_CONFIG: Config = {
  background: 'transparent',
  view: { stroke: null },
  font: 'inherit',
  aria: false,
  axis: {
    labelFontSize: FONT_SIZE,
    labelColor: INK_SOFT,
    labelPadding: 6,
    labelOverlap: false,
    labelBound: false,
    labelFlush: false,
    labelLimit: 0,
    gridColor: GRID,
    domain: false,
    ticks: false,
    title: null,
  },
  line: { strokeCap: 'round', strokeJoin: 'round' },
  text: { fontSize: FONT_SIZE, fill: INK },
};
