import type { JudgedClaim } from '../../harness/model/comparison.ts';
import { paint } from '../shared/colors.ts';
import { PLAIN_DRAWING } from '../shared/page/figures.ts';
import { type Html, html, NOTHING } from '../shared/page/html.ts';
import { labelInside, tenths } from '../shared/page/label-inside.ts';
import { boundInWords } from './claim-words.ts';
import { OUTCOME_COLORS } from './labels.ts';
import { formatFactor, formatFactors } from './words.ts';

const WIDTH = 340;
const HEIGHT = 92;
const INSET = 10;
const TRACK_Y = 46;
/** The free space beyond the outermost element, as a factor. */
const MARGIN = 1.35;

/**
 * The interval of the measured factor against the claimed one, on a logarithmic scale: the claimed side is shaded, the bound is a
 * line, the interval a bar, the estimate a dot; a dotted line marks the factor 1, no change.
 */
export function claimFigure({ claim, status, ratio, ratioEstimate }: JudgedClaim): Html {
  if (!('ratio' in claim)) return NOTHING; // a factor is not what was claimed
  const ends = [claim.ratio, 1, ratioEstimate, ratio?.low, ratio?.high].filter(isPositive);
  const [least, most] = [Math.min(...ends) / MARGIN, Math.max(...ends) * MARGIN];
  const x = (factor: number) => {
    const share = Math.log(Math.max(factor, least) / least) / Math.log(most / least);
    return tenths(INSET + Math.min(1, share) * (WIDTH - 2 * INSET));
  };
  const color = paint(OUTCOME_COLORS[status]);
  const boundX = x(claim.ratio);
  const lower = claim.operator.startsWith('<');
  const [shadeFrom, shadeTo] = lower ? [INSET, boundX] : [boundX, WIDTH - INSET];
  const bound = `claimed: ${boundInWords(claim, '')}`;
  const measured =
    ratio === null
      ? 'not measured'
      : ratioEstimate === null
        ? `measured: ${formatFactors(ratio)}`
        : `measured: ${formatFactor(ratioEstimate)} (${formatFactors(ratio)})`;
  return html`<svg class="interval claim-figure" role="img" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" ${PLAIN_DRAWING}>
<title>The claim, ${bound}; ${measured}</title>
<rect x="${shadeFrom}" y="${TRACK_Y - 13}" width="${Math.max(0, shadeTo - shadeFrom)}" height="26" rx="3" fill="${paint('promised-side')}"/>
<line x1="${INSET}" x2="${WIDTH - INSET}" y1="${TRACK_Y}" y2="${TRACK_Y}" stroke="${paint('line-strong')}"/>
<line x1="${x(1)}" x2="${x(1)}" y1="${TRACK_Y - 15}" y2="${TRACK_Y + 19}" stroke="${paint('ink-soft')}" stroke-dasharray="2 3"/>
${ratio === null ? NOTHING : bar(ratio, x, color)}
<line x1="${boundX}" x2="${boundX}" y1="${TRACK_Y - 20}" y2="${TRACK_Y + 15}" stroke="${paint('ink')}" stroke-width="2"/>
${isPositive(ratioEstimate) ? html`<circle cx="${x(ratioEstimate)}" cy="${TRACK_Y}" r="4.5" fill="${color}"/>` : NOTHING}
<text x="${labelInside(boundX, bound, WIDTH)}" y="18" text-anchor="middle" fill="${paint('ink-soft')}" font-size="12">${bound}</text>
<text x="${labelInside(x(1), 'no change', WIDTH)}" y="${TRACK_Y + 34}" text-anchor="middle" fill="${paint('ink-soft')}" font-size="12">no change</text>
</svg>`;
}

function bar(
  { low, high }: { low: number | null; high: number | null },
  x: (factor: number) => number,
  color: string,
): Html {
  const from = isPositive(low) ? x(low) : INSET;
  const to = isPositive(high) ? x(high) : WIDTH - INSET;
  const width = Math.max(4, to - from);
  return html`<rect x="${(from + to - width) / 2}" y="${TRACK_Y - 9}" width="${width}" height="18" rx="2" fill="${color}" fill-opacity="0.4"/>`;
}

function isPositive(factor: number | null | undefined): factor is number {
  return factor !== null && factor !== undefined && factor > 0;
}
