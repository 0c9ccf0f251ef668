import { isReal, type Measure } from '../../../harness/model/comparison.ts';
import { paint } from '../../shared/colors.ts';
import { type Html, html, NOTHING } from '../../shared/page/html.ts';
import { PLAIN_BODY, PLAIN_HEAD, PLAIN_TABLE, SENTENCES, table } from '../../shared/page/table.ts';
import { type DrawnArm, drawnArms } from '../arm-looks.ts';
import { changeFigure, reachOf } from '../change-figure.ts';
import {
  baselineOf,
  type ComparisonData,
  cellWord,
  differenceToBaseline,
  medianRange,
} from '../comparison-data.ts';
import { armName, wordLabel } from '../labels.ts';
import { LEVEL_COLUMNS, LEVEL_TEXT_COLUMNS, levelRows } from '../levels.ts';
import { changeOf, formatFigure, titleOf, unitInHead } from '../words.ts';
import { readingGuide } from './reading-guide.ts';

/** The median of every arm in every measure, and how it differs from the baseline. */
export function armsSection({ comparison }: ComparisonData): Html {
  const arms = drawnArms(comparison.arms);
  const baseline = baselineOf(comparison);
  return html`<section id="arms">
<h2>The arms, measure by measure</h2>
<p>Medians of the repetitions used${baseline === undefined ? '' : html`, and how each arm differs from <b>${baseline.label}</b>: the factor or the difference, with its interval in brackets`}.</p>
${
  arms.length === 0 || comparison.measures.length === 0
    ? html`<p class="empty">Nothing was compared.</p>`
    : html`<table class="arms arms-${Math.min(arms.length, 7)}" ${PLAIN_TABLE}>
<thead ${PLAIN_HEAD}><tr role="row"><th role="columnheader" scope="col">Measure${SENTENCES}</th>${arms.map(head)}</tr></thead>
<tbody ${PLAIN_BODY}>${comparison.measures.map((measure) => row(comparison, arms, measure))}</tbody></table>
<p class="key key-change"><svg viewBox="0 0 76 18" width="76" height="18" aria-hidden="true"><line x1="2" x2="74" y1="9" y2="9" stroke="${paint('line')}"/><line x1="54" x2="54" y1="1" y2="17" stroke="${paint('line-strong')}" stroke-width="1.5"/><rect x="12" y="4" width="22" height="10" rx="2" fill="${paint('ink-soft')}" fill-opacity="0.4"/><circle cx="23" cy="9" r="3.5" fill="${paint('ink-soft')}"/></svg>
Dot: the estimate. Bar: its interval. Vertical line: no difference. Less is to the left, and each row has one scale. A hollow dot: chance alone can explain the difference.</p>`
}
${comparison.notes.length === 0 ? NOTHING : html`<ul class="reasons notes">${comparison.notes.map((note) => html`<li>${note}</li>`)}</ul>`}
${levelsTable(comparison, arms)}${readingGuide()}
</section>`;
}

/** What every arm did at every level of the staircase. */
function levelsTable(comparison: ComparisonData['comparison'], arms: readonly DrawnArm[]): Html {
  const rows = levelRows(comparison).map(({ arm, cells }) => {
    const drawn = arms.find((each) => each.arm.name === arm)!;
    return [armName(drawn), ...cells];
  });
  return rows.length === 0
    ? NOTHING
    : html`<h3 class="table-title">Level by level</h3>${table('Level by level', LEVEL_COLUMNS, rows, LEVEL_TEXT_COLUMNS)}`;
}

function head(drawn: DrawnArm): Html {
  const { arm } = drawn;
  return html`<th role="columnheader" scope="col" class="${arm.isBaseline ? 'head-baseline' : ''}">${armName(drawn)}${arm.isBaseline ? html`<div class="note">baseline</div>` : arm.isValid ? NOTHING : html`<div class="note">${wordLabel('invalid')}</div>`}</th>`;
}

function row(comparison: ComparisonData['comparison'], arms: readonly DrawnArm[], measure: Measure): Html {
  const unit = unitInHead(measure.unit);
  const goal = { lower: 'less is better', higher: 'more is better', neither: '' }[measure.better];
  const about = [unit, goal].filter((part) => part !== '').join(', ');
  const differences = arms.map(({ arm }) => differenceToBaseline(comparison, arm, measure));
  const reach = reachOf(measure, differences);
  return html`<tr role="row"><th role="rowheader" scope="row"><div class="statement">${titleOf(measure)}</div>${about === '' ? NOTHING : html`<div class="source">${about}</div>`}</th>
${arms.map((drawn, i) => cell(drawn, measure, differences[i]!, reach))}</tr>`;
}

function cell(
  drawn: DrawnArm,
  measure: Measure,
  difference: ReturnType<typeof differenceToBaseline>,
  reach: number,
): Html {
  const { arm } = drawn;
  const name = html`<div class="card-arm" hidden>${armName(drawn)}</div>`;
  const word = cellWord(arm, difference);
  if (word === 'invalid')
    return html`<td role="cell" class="cell-invalid">${name}${wordLabel('invalid')}</td>`;
  const value = arm.medians[measure.name] ?? null;
  const median = html`<div class="figure ${value === null ? 'figure-missing' : ''}">${formatFigure(value, measure, medianRange(arm, measure))}</div>`;
  if (arm.isBaseline)
    return html`<td role="cell"><div class="cell">${name}${median}<div class="card-note" hidden>baseline</div></div></td>`;
  if (difference === null || word === 'too-little-data') {
    return html`<td role="cell"><div class="cell">${name}${median}<div class="change">${wordLabel(word)}</div></div></td>`;
  }
  const { estimate, interval } = changeOf(difference, measure);
  return html`<td role="cell"><div class="cell">${name}${median}<div class="change ${isReal({ word }) ? 'change-real' : ''} is-${word}">${wordLabel(word)} ${changeFigure(difference, reach)}<div class="estimate"><b>${estimate}</b> <span class="interval-text">(${interval})</span></div></div></div></td>`;
}
