import type { TopLevelSpec } from 'vega-lite';
import {
  CHART_SIZES,
  type Chart,
  type ChartWidth,
  type LegendEntry,
  type SeriesSymbol,
} from '../charts/chart.ts';
import { renderSpec } from '../charts/render.ts';
import { SERIES_COLORS, SURFACE } from '../charts/theme.ts';
import { type Html, html, NOTHING, trustedMarkup } from './html.ts';

/** `main`: over the whole width of its section. `isShared`: the legend is that of several figures, and stands before them. */
type FigureOptions = { rank?: 'main'; isShared?: boolean };

/** A chart with its title, finding and legend, drawn once for each width; the style sheet shows the one that fits. */
export async function figure(
  chart: Chart,
  widths: readonly ChartWidth[],
  { rank, isShared = false }: FigureOptions = {},
): Promise<Html> {
  const drawings: Html[] = [];
  for (const width of widths) {
    if (chart.spec === null) continue;
    const isShown = drawings.length === 0;
    drawings.push(await drawing(chart, chart.spec(CHART_SIZES[width]), width, isShown));
  }
  return html`<figure id="chart-${chart.id}" class="${rank}"${isShared ? NOTHING : html` data-charts`}>
<figcaption><h3>${chart.title}</h3><p class="${chart.spec === null ? 'empty' : 'finding'}">${chart.finding}</p>${isShared ? NOTHING : legend(chart.legend)}</figcaption>
${drawings}
</figure>`;
}

/** What a drawing needs where no style sheet may apply: text without serifs. */
export const PLAIN_DRAWING = html`font-family="system-ui,sans-serif"`;

/** `isShown`: whether this is the width to show without a style sheet. */
async function drawing(chart: Chart, spec: TopLevelSpec, width: ChartWidth, isShown: boolean): Promise<Html> {
  const { width: widthPx, height, markup } = await renderSpec(spec);
  return html`<svg class="chart chart-${width}" role="img" viewBox="0 0 ${widthPx} ${height}" width="${widthPx}" height="${height}" ${PLAIN_DRAWING}${isShown ? NOTHING : html` display="none"`}>
<title>${chart.title}</title><desc>${chart.finding}</desc>${trustedMarkup(markup)}</svg>`;
}

/** What the series of one or several figures look like. Those that are off at first are for readers with script alone. */
export function legend(entries: readonly LegendEntry[]): Html {
  if (entries.length < 2) return NOTHING;
  return html`<ul class="legend">${entries.map(
    (entry) =>
      html`<li${entry.series === undefined ? NOTHING : html` data-series="${entry.series}"`}${entry.off ? html` hidden` : NOTHING}>${swatch(entry)} ${entry.label}</li>`,
  )}</ul>`;
}

/** The look of a series, for a legend or next to its name. */
export function swatch({ color, shape, opacity = 1, dash, symbol }: LegendEntry): Html {
  const paint = SERIES_COLORS[color];
  if (shape === 'area') {
    return html`<svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true"><rect width="14" height="14" rx="3" fill="${paint}" fill-opacity="${opacity}"/></svg>`;
  }
  if (shape === 'track') {
    return html`<svg viewBox="0 0 24 14" width="24" height="14" aria-hidden="true"><path d="M3 7h18" fill="none" stroke="${paint}" stroke-opacity="0.4" stroke-width="7" stroke-linecap="round"/></svg>`;
  }
  const strokes = shape === 'dotted' ? '1 3' : dash?.length ? dash.join(' ') : 'none';
  const width = symbol === undefined ? 24 : 34;
  return html`<svg viewBox="0 0 ${width} 14" width="${width}" height="14" aria-hidden="true"><path d="M1 7h${width - 2}" fill="none" stroke="${paint}" stroke-width="2.5" stroke-dasharray="${strokes}"/>${symbol === undefined ? NOTHING : html`<path transform="translate(${width / 2} 7)" d="${SYMBOL_PATHS[symbol]}" fill="${paint}" stroke="${SURFACE}" stroke-width="1.5"/>`}</svg>`;
}

/** Around the middle of the swatch. */
const SYMBOL_PATHS: Record<SeriesSymbol, string> = {
  circle: 'M-5 0a5 5 0 1 1 10 0a5 5 0 1 1-10 0z',
  square: 'M-4.6-4.6h9.2v9.2h-9.2z',
  diamond: 'M0-6.2L5.6 0 0 6.2-5.6 0z',
  'triangle-up': 'M0-5.6L5.8 4.8H-5.8z',
  cross: 'M-1.9-5.4h3.8v3.5h3.5v3.8h-3.5v3.5h-3.8v-3.5h-3.5v-3.8h3.5z',
  'triangle-down': 'M0 5.6L5.8-4.8H-5.8z',
};
