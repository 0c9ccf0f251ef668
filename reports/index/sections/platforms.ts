import type { IndexedPlatform, IndexedTarget, PlatformIndex } from '../../../harness/model/report-index.ts';
import { heldInWords } from '../../shared/key-figures.ts';
import { type Html, html, NOTHING } from '../../shared/page/html.ts';
import { keyFigureList } from '../../shared/page/key-figure-list.ts';
import { promisesTable } from '../../shared/page/promises-table.ts';
import { pageAddress } from '../../shared/page-address.ts';
import { warningsOf } from '../../shared/warnings.ts';
import { platformState, rowLabel } from '../row-states.ts';
import { type Row, rowsTable } from './rows-table.ts';

const CLOSEST = 'Closest to the bounds';

/** A row for every platform. */
export function platformsSection({ entries }: PlatformIndex): Html {
  return html`<section id="platforms">
<h2>The platforms</h2>
<p>The three figures of a platform are those that did not pass, then those closest to their bounds.</p>
${rowsTable({ kind: 'platforms', name: 'Platform', cells: ['Promises kept', CLOSEST], sentences: [CLOSEST] }, 'report.html', entries.map(rowOf))}
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
    cells: run === null ? ['none', ''] : [heldInWords(run.targets), keyFigureList(run.targets)],
    durationMs,
    folder,
  };
}

/** Every target of a platform that was measured. */
export function platformSection({ title, run, folder }: IndexedPlatform, index: number): Html {
  if (run === null) return NOTHING;
  const address = pageAddress(folder, 'report.html');
  return html`<section id="${platformId(index)}">
<h2>${title} ${rowLabel(run.status)}</h2>
<p>${heldInWords(run.targets)} promises kept.${address === null ? NOTHING : html` <a href="${address}">The report</a> has the evidence, and where time went.`}</p>
${warningsOf(run).map((warning) => html`<p class="warning" role="note"><strong>${warning.title}</strong> ${warning.text}</p>`)}
${run.targets.length === 0 ? html`<p class="empty">No target was judged.</p>` : promisesTable(run.targets, { below: reasonUnlessPass })}
</section>`;
}

function reasonUnlessPass({ status, reason }: IndexedTarget): Html {
  return status === 'pass' ? NOTHING : html`<p class="reason">${reason}</p>`;
}
