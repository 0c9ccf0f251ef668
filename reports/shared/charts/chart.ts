import type { TopLevelSpec } from 'vega-lite';
import type { SeriesColor } from './theme.ts';

/** `wide` fills the page, `half` half of it, `narrow` a phone or half a sheet of paper. */
export type ChartWidth = 'wide' | 'half' | 'narrow';

export type ChartSize = { width: number; height: number };

export const CHART_SIZES: Record<ChartWidth, ChartSize> = {
  wide: { width: 1112, height: 270 },
  half: { width: 536, height: 245 },
  narrow: { width: 340, height: 225 },
};

/**
 * How a series looks, for the legend above the chart. `shape` distinguishes series without colour. `series`: its key in the drawings, by
 * which a reader can switch it off, or on if it is `off` at first; without script, series that are off are not seen.
 */
export type LegendEntry = {
  label: string;
  series?: string;
  off?: boolean;
  color: SeriesColor;
  opacity?: number;
  shape: 'line' | 'dotted' | 'track' | 'area';
  /** of a line: lengths of strokes and gaps in pixels */
  dash?: readonly number[];
  /** how single points of the series look */
  symbol?: SeriesSymbol;
};

/** Names of Vega's symbols. */
export type SeriesSymbol = 'circle' | 'square' | 'diamond' | 'triangle-up' | 'cross' | 'triangle-down';

/** One chart, before it is drawn at the widths that a page needs. */
export type Chart = {
  id: string;
  title: string;
  /** one sentence with the figures that matter: read first, and by readers who cannot see the drawing */
  finding: string;
  legend: LegendEntry[];
  /** null: nothing was measured */
  spec: ((size: ChartSize) => TopLevelSpec) | null;
};

export function notMeasured(id: string, title: string): Chart {
  return { id, title, finding: 'Not measured.', legend: [], spec: null };
}
