import { formatBound } from '../../../harness/model/format.ts';
import type { IndexedPlatform, IndexedTarget, PlatformIndex } from '../../../harness/model/report-index.ts';
import { measured } from '../../run/measured.ts';
import { type Html, html, NOTHING } from '../../shared/page/html.ts';
import { promiseRow, promisesTable } from '../../shared/page/promises-table.ts';
import { stateIcon } from '../../shared/page/state-label.ts';
import { PLAIN_BODY } from '../../shared/page/table.ts';
import { pageAddress } from '../../shared/page-address.ts';
import { STATE_WORDS } from '../../shared/states.ts';
import { warningsOf } from '../../shared/warnings.ts';
import { heldInWords, keyFigures } from '../key-figures.ts';
import { platformState, rowLabel } from '../row-states.ts';
import { type Row, rowsTable } from './rows-table.ts';

/** A row for every platform. */
export function platformsSection({ entries }: PlatformIndex): Html {
  return html`<section id="platforms">
<h2>The platforms</h2>
<p>The three figures of a platform are those that did not pass, then those closest to their bounds.</p>
${rowsTable({ kind: 'platforms', name: 'Platform', cells: ['Targets held', 'Closest to the bounds'] }, 'report.html', entries.map(rowOf))}
</section>`;
}

/** The anchor of a platform's section, by its place in the index. */
export function platformId(index: number): string {
  return `platform-${index + 1}`;
}

function rowOf(entry: IndexedPlatform): Row {
  const { title, run, error, durationMs, folder } = entry;
  return {
    state: platformState(entry),
    name: title,
    details: run === null ? NOTHING : html`<div class="reason">${run.headline}</div>`,
    error,
    cells: run === null ? ['none', ''] : [heldInWords(run.targets), figuresOf(run.targets)],
    durationMs,
    folder,
  };
}

function figuresOf(targets: readonly IndexedTarget[]): Html {
  return html`<ul class="key-figures">${keyFigures(targets).map(
    (target) =>
      html`<li class="is-${target.status}">${stateIcon(target.status)} <span><span class="visually-hidden">${STATE_WORDS[target.status]}: </span><span class="name">${target.id}</span> <b>${measured(target)}</b> <span class="promised">(${formatBound(target.operator, target.bound, target.unit)})</span></span></li>`,
  )}</ul>`;
}

/** Every target of a platform that was measured. */
export function platformSection({ title, run, folder }: IndexedPlatform, index: number): Html {
  if (run === null) return NOTHING;
  const address = pageAddress(folder, 'report.html');
  return html`<section id="${platformId(index)}">
<h2>${title} ${rowLabel(run.status)}</h2>
<p>${heldInWords(run.targets)} targets held.${address === null ? NOTHING : html` <a href="${address}">The report</a> has the evidence, and where time went.`}</p>
${warningsOf(run).map((warning) => html`<p class="warning" role="note"><strong>${warning.title}</strong> ${warning.text}</p>`)}
${run.targets.length === 0 ? html`<p class="empty">No target was judged.</p>` : promisesTable(run.targets.map((target) => html`<tbody ${PLAIN_BODY}>${promiseRow(target, { withReason: target.status !== 'pass' })}</tbody>`))}
</section>`;
}
