import { formatInterval, formatMeasure } from '../../../harness/model/format.ts';
import type { TargetVerdict } from '../../../harness/model/verdict.ts';
import { paint } from '../colors.ts';
import { PLAIN_DRAWING } from './figures.ts';
import { type Html, html, NOTHING } from './html.ts';
import { labelInside, tenths } from './label-inside.ts';

const WIDTH = 230;
const HEIGHT = 44;
const INSET = 8;
const TRACK_Y = 28;

/** What is drawn of a target. */
export type BoundedFigure = Pick<
  TargetVerdict,
  'status' | 'operator' | 'bound' | 'unit' | 'actual' | 'interval'
>;

/** The interval against the bound: the promised side is shaded, the bound is a line, the interval a bar, the figure a dot. */
export function intervalFigure(target: BoundedFigure): Html {
  const { actual, interval, bound, unit, operator } = target;
  const domain = domainOf(target);
  const x = (value: number) => {
    const share = (value - domain.low) / (domain.high - domain.low);
    return tenths(INSET + Math.min(1, Math.max(0, share)) * (WIDTH - 2 * INSET));
  };
  const lowerIsBetter = operator.startsWith('<');
  const boundX = x(bound);
  const shadeFrom = lowerIsBetter ? INSET : boundX;
  const shadeTo = lowerIsBetter ? boundX : WIDTH - INSET;
  const label = formatMeasure(bound, unit);
  const described =
    actual === null
      ? `Not measured; bound ${label}`
      : `Measured ${formatMeasure(actual, unit, bound)}, interval ${formatInterval(interval, unit, bound)}, bound ${label}`;
  return html`<svg class="interval" role="img" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" ${PLAIN_DRAWING}>
<title>${described}</title>
<rect x="${shadeFrom}" y="${TRACK_Y - 9}" width="${Math.max(0, shadeTo - shadeFrom)}" height="18" rx="3" fill="${paint('promised-side')}"/>
<line x1="${INSET}" x2="${WIDTH - INSET}" y1="${TRACK_Y}" y2="${TRACK_Y}" stroke="${paint('line-strong')}"/>
${interval === null ? NOTHING : intervalBar(interval, x, paint(target.status))}
<line x1="${boundX}" x2="${boundX}" y1="${TRACK_Y - 11}" y2="${TRACK_Y + 11}" stroke="${paint('ink')}" stroke-width="2"/>
${actual === null ? NOTHING : html`<circle cx="${x(actual)}" cy="${TRACK_Y}" r="5.5" fill="${paint(target.status)}" stroke="${paint('surface')}" stroke-width="1.5"/>`}
<text x="${labelInside(boundX, label, WIDTH)}" y="11" text-anchor="middle" fill="${paint('ink-soft')}" font-size="12">${label}</text>
</svg>`;
}

function intervalBar(
  { low, high }: { low: number | null; high: number | null },
  x: (value: number) => number,
  color: string,
): Html {
  const from = low === null ? INSET : x(low);
  const to = high === null ? WIDTH - INSET : x(high);
  const width = Math.max(3, to - from);
  return html`<rect x="${from - (width > to - from ? 1.5 : 0)}" y="${TRACK_Y - 4}" width="${width}" height="8" rx="2" fill="${color}" fill-opacity="0.45"/>`;
}

/** From 0 for a quantity. For a share that should be near 1: twice the distance between the bound and 1. */
function domainOf({ actual, interval, bound, unit }: BoundedFigure): { low: number; high: number } {
  const values = [bound, actual, interval?.low, interval?.high].filter(
    (value) => value !== null && value !== undefined,
  );
  if (unit === 'ratio' && bound >= 0.5) {
    const lowest = Math.min(...values);
    const room = Math.max(1 - bound, 1e-6);
    return { low: Math.max(0, Math.min(bound - room, lowest - 0.1 * (1 - lowest))), high: 1 };
  }
  const highest = Math.max(...values, Number.MIN_VALUE);
  return { low: 0, high: unit === 'ratio' ? Math.min(1, highest * 1.2) : highest * 1.2 };
}
