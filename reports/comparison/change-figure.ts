import { type Difference, isReal, type Measure } from '../../harness/model/comparison.ts';
import { paint } from '../shared/colors.ts';
import { type Html, html, NOTHING } from '../shared/page/html.ts';
import { WORD_COLORS } from './labels.ts';

const WIDTH = 120;
const HEIGHT = 18;
const INSET = 7;
/** The smallest scale: on a narrower one, noise of a percent would look like a change. */
const LEAST_REACH: Record<Measure['scale'], number> = { ratio: Math.log(1.1), difference: 0 };

/** How far the differences of a measure reach to either side of zero, as logarithms of factors or as they are. */
export function reachOf(measure: Measure, differences: readonly (Difference | null)[]): number {
  const ends = differences.flatMap((difference) => {
    const { estimate, low, high } = stepsOf(difference);
    return [estimate, low, high].filter((step) => step !== null).map(Math.abs);
  });
  return Math.max(LEAST_REACH[measure.scale], ...ends, Number.MIN_VALUE);
}

/**
 * The interval of a difference against no difference, which is the line in the middle; less is to the left. All differences of a
 * measure share one scale. It has no text, because the words next to it say the same.
 */
export function changeFigure(difference: Difference, reach: number): Html {
  const { estimate, low, high } = stepsOf(difference);
  if (estimate === null || difference.word === 'too-little-data') return NOTHING;
  const middle = WIDTH / 2;
  const x = (step: number) => Math.round((middle + (step / reach) * (middle - INSET)) * 10) / 10;
  const from = low === null ? INSET : x(low);
  const to = high === null ? WIDTH - INSET : x(high);
  const width = Math.max(3, to - from);
  const real = isReal(difference);
  const color = paint(WORD_COLORS[difference.word]);
  return html`<svg class="change-figure" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" aria-hidden="true">
<line x1="2" x2="${WIDTH - 2}" y1="9" y2="9" stroke="${paint('line')}"/><line x1="${middle}" x2="${middle}" y1="1" y2="17" stroke="${paint('line-strong')}" stroke-width="1.5"/>
<rect x="${(from + to - width) / 2}" y="4" width="${width}" height="10" rx="2" fill="${color}" fill-opacity="${real ? 0.4 : 0.3}"/>
<circle cx="${x(estimate)}" cy="9" r="3.5" ${real ? html`fill="${color}"` : html`fill="${paint('surface')}" stroke="${color}" stroke-width="1.75"`}/></svg>`;
}

type Steps = { estimate: number | null; low: number | null; high: number | null };

/** On the scale on which less and more are equally far from no difference. */
function stepsOf(difference: Difference | null): Steps {
  if (difference === null) return { estimate: null, low: null, high: null };
  const { ratio, ratioEstimate, difference: interval, differenceEstimate } = difference;
  if (ratioEstimate === null) {
    return { estimate: differenceEstimate, low: interval?.low ?? null, high: interval?.high ?? null };
  }
  const log = (factor: number | null | undefined) => (factor && factor > 0 ? Math.log(factor) : null);
  return { estimate: log(ratioEstimate), low: log(ratio?.low), high: log(ratio?.high) };
}
