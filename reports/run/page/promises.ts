import {
  formatCount,
  formatInterval,
  formatMeasure,
  formatPercent,
  operatorInWords,
} from '../../../harness/model/format.ts';
import { indicatorInWords } from '../../../harness/model/indicator-words.ts';
import type { Suspect, TargetVerdict } from '../../../harness/model/verdict.ts';
import { suspectTitle } from '../../shared/blame.ts';
import { evidenceTable } from '../../shared/page/evidence.ts';
import { type Html, html, NOTHING } from '../../shared/page/html.ts';
import { intervalFigure } from '../../shared/page/interval-figure.ts';
import { stateLabel } from '../../shared/page/state-label.ts';
import { measured, survivedInWords } from '../measured.ts';
import type { ReportData } from '../report-data.ts';
import { readingGuide } from './reading-guide.ts';

/** A row for every promise: what was promised and where, what was measured, and how certain that is. */
export function promisesSection({ verdict }: ReportData): Html {
  return html`<section id="promises">
<h2>The promises</h2>
${
  verdict.targets.length === 0
    ? html`<p class="empty">No target was judged.</p>`
    : html`<table class="promises" role="table">
<thead role="rowgroup"><tr role="row">
<th role="columnheader" scope="col">State</th><th role="columnheader" scope="col">Promise</th>
<th role="columnheader" scope="col" class="number">Bound</th><th role="columnheader" scope="col" class="number">Measured</th>
<th role="columnheader" scope="col">Against the bound</th><th role="columnheader" scope="col" class="number">Headroom</th>
</tr></thead>
${verdict.targets.map((target, i) => targetRows(target, promiseId(i)))}
</table>
<p class="key"><svg viewBox="0 0 64 20" width="64" height="20" aria-hidden="true"><rect x="1" y="2" width="40" height="16" rx="3" fill="var(--promised-side)"/><line x1="41" x2="41" y1="0" y2="20" stroke="var(--ink)" stroke-width="2"/><rect x="14" y="6" width="18" height="8" rx="2" fill="var(--ink-soft)" fill-opacity="0.45"/><circle cx="23" cy="10" r="5" fill="var(--ink-soft)"/></svg>
Dot: the measured value. Bar: its interval. Line: the bound. Shaded: the promised side. Headroom is the share of the bound left unused.</p>`
}
${readingGuide()}
</section>`;
}

/** The anchor of the row of a target, by its place in the verdict. */
export function promiseId(index: number): string {
  return `promise-${index + 1}`;
}

function targetRows(target: TargetVerdict, id: string): Html {
  const { unit, bound, interval } = target;
  return html`<tbody role="rowgroup" id="${id}">
<tr role="row">
<td role="cell" class="cell-state">${stateLabel(target.status)}</td>
<th role="rowheader" scope="row" class="cell-promise"><span class="statement">${target.statement}</span>
<span class="source">${target.source.document}, ${target.source.section} <span class="id">${target.id}</span></span>
<span class="reason">${target.reason}</span></th>
<td role="cell" class="number bound" data-label="Bound">${operatorInWords(target.operator)} <span class="whole">${formatMeasure(bound, unit)}</span></td>
<td role="cell" class="number" data-label="Measured"><span class="figure">${measured(target)}</span>
<span class="interval-text">${interval === null ? 'no interval' : formatInterval(interval, unit, bound)}</span></td>
<td role="cell" class="cell-figure">${intervalFigure(target)}</td>
<td role="cell" class="number" data-label="Headroom">${target.headroom === null ? 'none known' : formatPercent(target.headroom)}</td>
</tr>
<tr role="row" class="row-evidence"><td role="cell"></td><td role="cell" colspan="5">${suspectLine(target)}${survivedLines(target)}${evidenceDetails(target)}</td></tr>
</tbody>`;
}

/** Where to look first, for those that failed. */
function suspectLine({ suspect }: TargetVerdict): Html {
  return suspect === null
    ? NOTHING
    : html`<p class="suspect"><b>${suspectTitle(suspect)}.</b> ${suspect.reason}</p>`;
}

function survivedLines(target: TargetVerdict): Html {
  return html`${survivedInWords(target).map((sentence) => html`<p class="survived">${sentence}</p>`)}`;
}

function evidenceDetails(target: TargetVerdict): Html {
  const how =
    target.interval === null
      ? NOTHING
      : html`, interval at ${formatPercent(target.interval.confidence)} confidence by ${target.interval.method}`;
  return html`<details><summary>How it was measured${target.suspect ? ', and what points to the suspect' : ''}<span class="visually-hidden">: ${target.id}</span></summary>
<p>Measured: ${indicatorInWords(target.indicator)}, from ${formatCount(target.sampleCount, 'sample')}${how}.</p>
${evidenceTable(`Evidence for ${target.id}`, target.evidence)}
${target.suspect ? suspectEvidence(target, target.suspect) : NOTHING}</details>`;
}

function suspectEvidence({ id }: TargetVerdict, suspect: Suspect): Html {
  return html`<p>${suspectTitle(suspect)}.${suspect.evidence.length === 0 ? ' No figure points to it.' : ''}</p>
${evidenceTable(`Evidence for the suspect of ${id}`, suspect.evidence)}`;
}
