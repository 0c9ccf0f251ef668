import type { Config } from 'vega-lite';
import { paint } from '../colors.ts';

/*
 * The series colours are those of Okabe and Ito, darkened or lightened to a contrast of 3:1 and more on either surface.
 * Those of the arms of a comparison are as far apart as possible for every kind of colour vision (comparison/arm-looks.test.ts).
 */
export const INK = paint('ink');
export const INK_SOFT = paint('ink-soft');
export const GRID = paint('grid');
export const SURFACE = paint('surface');
export const BAND_JUDGED = paint('band-judged');
export const BAND_OTHER = paint('band-other');

export const SERIES_COLORS = {
  blue: paint('series-blue'),
  vermilion: paint('series-vermilion'),
  green: paint('series-green'),
  purple: paint('series-purple'),
  amber: paint('series-amber'),
  sky: paint('series-sky'),
  grey: paint('series-grey'),
  arm1: paint('arm-1'),
  arm2: paint('arm-2'),
  arm3: paint('arm-3'),
  arm4: paint('arm-4'),
  arm5: paint('arm-5'),
  arm6: paint('arm-6'),
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
