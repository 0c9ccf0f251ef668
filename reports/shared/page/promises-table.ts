import {
  formatInterval,
  formatMeasure,
  formatPercent,
  operatorInWords,
} from '../../../harness/model/format.ts';
import type { IndexedTarget } from '../../../harness/model/report-index.ts';
import { quoted } from '../../../harness/verdict/reason.ts';
import { measured } from '../../run/measured.ts';
import { paint } from '../colors.ts';
import { type CommonSource, commonSource, ownSource } from '../promise-source.ts';
import { type Html, html, NOTHING } from './html.ts';
import { intervalFigure } from './interval-figure.ts';
import { stateLabel } from './state-label.ts';
import { ON_ONE_LINE, PLAIN_BODY, PLAIN_HEAD, PLAIN_TABLE, SENTENCES } from './table.ts';

/** What stands below a promise, over the whole width, and its anchor. */
type Below<Target> = { anchor?: (index: number) => string; below: (target: Target) => Html };

/** A table of promises, each with its bound and what was measured, and the key to its drawings. */
export function promisesTable<Target extends IndexedTarget>(
  targets: readonly Target[],
  { anchor, below }: Below<Target>,
): Html {
  const source = commonSource(targets);
  return html`${source === null ? NOTHING : html`<p class="about">Promised in ${[source.document, source.section].filter((part) => part !== null).join(', ')}.</p>`}
<table class="promises" ${PLAIN_TABLE}>
<thead ${PLAIN_HEAD}><tr role="row">
<th role="columnheader" scope="col">State</th><th role="columnheader" scope="col">Promise${SENTENCES}</th>
<th role="columnheader" scope="col" class="number" align="right">Bound</th><th role="columnheader" scope="col" class="number" align="right">Measured</th>
<th role="columnheader" scope="col">Against the bound</th><th role="columnheader" scope="col" class="number" align="right">Headroom</th>
</tr></thead>
${targets.map((target, i) => html`<tbody ${anchor === undefined ? NOTHING : html`id="${anchor(i)}" `}${PLAIN_BODY}>${promiseRow(target, source)}${belowRow(below(target))}</tbody>`)}
</table>
<p class="key"><svg viewBox="0 0 64 20" width="64" height="20" aria-hidden="true"><rect x="1" y="2" width="40" height="16" rx="3" fill="${paint('promised-side')}"/><line x1="41" x2="41" y1="0" y2="20" stroke="${paint('ink')}" stroke-width="2"/><rect x="14" y="6" width="18" height="8" rx="2" fill="${paint('ink-soft')}" fill-opacity="0.45"/><circle cx="23" cy="10" r="5" fill="${paint('ink-soft')}"/></svg>
Dot: the measured value. Bar: its interval. Line: the bound. Shaded: the promised side. Headroom: the share of the bound left unused, where the promise was decided.</p>`;
}

/** What was promised, in which phases it was judged, what was measured, and how certain that is. */
function promiseRow(target: IndexedTarget, source: CommonSource | null): Html {
  const { unit, bound, interval, phases = [], headroom } = target;
  const about = [
    ownSource(target, source),
    phases.length === 0 ? null : `Judged in ${quoted(phases)}`,
    html`<span class="id">${target.id}</span>`,
  ].filter((part) => part !== null);
  return html`<tr role="row">
<td role="cell" class="cell-state"${ON_ONE_LINE}>${stateLabel(target.status)}</td>
<td role="rowheader" class="cell-promise"><b class="statement">${target.statement}</b>
<div class="source">${about.map((part, i) => html`${i === 0 ? '' : ' · '}${part}`)}</div></td>
<td role="cell" class="number bound" align="right"${ON_ONE_LINE} data-label="Bound">${operatorInWords(target.operator)} <span class="whole">${formatMeasure(bound, unit)}</span></td>
<td role="cell" class="number" align="right"${ON_ONE_LINE} data-label="Measured"><div class="figure">${measured(target)}</div>
<div class="interval-text">${interval === null ? 'no interval' : formatInterval(interval, unit, bound)}</div></td>
<td role="cell" class="cell-figure">${intervalFigure(target)}</td>
<td role="cell" class="number" align="right"${ON_ONE_LINE} data-label="Headroom">${headroom === null ? '–' : formatPercent(headroom)}</td>
</tr>`;
}

function belowRow(content: Html): Html {
  return content === NOTHING
    ? NOTHING
    : html`<tr role="row" class="row-below"><td role="cell"></td><td role="cell" colspan="5">${content}</td></tr>`;
}
