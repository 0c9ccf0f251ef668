import type { Difference, DifferenceWord } from '../../../harness/model/comparison.ts';
import { formatCount, formatNumber } from '../../../harness/model/format.ts';
import { type Html, html, NOTHING } from '../../shared/page/html.ts';
import { PLAIN_BODY, PLAIN_HEAD, PLAIN_TABLE, SENTENCES } from '../../shared/page/table.ts';
import { type ComparisonData, labelOf, measureNamed } from '../comparison-data.ts';
import { wordLabel } from '../labels.ts';
import { CELL_WORDS, changeOf, formatP, titleOf } from '../words.ts';

/** In this order. Differences that may be chance are folded away and counted. */
const GROUPS: readonly DifferenceWord[] = [
  'worse',
  'better',
  'different',
  'no-difference-seen',
  'too-little-data',
];

/** Every comparison, with all its figures. */
export function differencesSection({ comparison }: ComparisonData): Html {
  const { differences } = comparison;
  return html`<section id="differences">
<h2>All differences</h2>
<p>${formatCount(differences.length, 'comparison')}, each of two arms in one measure, paired by block.</p>
${differences.length === 0 ? html`<p class="empty">Nothing was compared.</p>` : html`<div class="checks-by-state">${GROUPS.map((word) => group(comparison, word))}</div>`}
</section>`;
}

function group(comparison: ComparisonData['comparison'], word: DifferenceWord): Html {
  const differences = comparison.differences.filter((each) => each.word === word);
  if (differences.length === 0) return NOTHING;
  const isOpen = word !== 'no-difference-seen' && word !== 'too-little-data';
  return html`<details class="differences-${word}" ${isOpen ? html`open` : NOTHING}>
<summary>${wordLabel(word)} <span class="count">${formatNumber(differences.length)}</span></summary>
<table class="checks differences" ${PLAIN_TABLE}>
<thead ${PLAIN_HEAD}><tr role="row"><th role="columnheader" scope="col">Difference${SENTENCES}</th><th role="columnheader" scope="col" class="number" align="right">Estimate</th><th role="columnheader" scope="col" class="number" align="right">Interval</th>
<th role="columnheader" scope="col" class="number" align="right">Pairs</th><th role="columnheader" scope="col" class="number" align="right">Adjusted p</th><th role="columnheader" scope="col" class="number" align="right">Rank p</th></tr></thead>
<tbody ${PLAIN_BODY}>${differences.map((difference) => row(comparison, difference))}</tbody></table></details>`;
}

function row(comparison: ComparisonData['comparison'], difference: Difference): Html {
  const measure = measureNamed(comparison, difference.measure);
  const { estimate, interval } = changeOf(difference, measure);
  return html`<tr role="row"><td role="rowheader" class="cell-check"><b class="must-hold"><span class="visually-hidden">${CELL_WORDS[difference.word]}: </span>${difference.sentence}</b>
<div class="source">${titleOf(measure)}: ${labelOf(comparison, difference.arm)}, against ${labelOf(comparison, difference.against)}</div></td>
<td role="cell" class="number" align="right" data-label="Estimate">${estimate}</td><td role="cell" class="number" align="right" data-label="Interval">${interval}</td>
<td role="cell" class="number" align="right" data-label="Pairs">${formatNumber(difference.pairs)}</td>
<td role="cell" class="number" align="right" data-label="Adjusted p">${formatP(difference.adjustedPValue)}<div class="source">alone ${formatP(difference.pValue)}</div></td>
<td role="cell" class="number" align="right" data-label="Rank p">${formatP(difference.rankPValue)}</td></tr>`;
}
