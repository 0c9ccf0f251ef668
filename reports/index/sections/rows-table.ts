import type { EndedBy } from '../../../harness/model/ended-by.ts';
import { formatDuration } from '../../../harness/model/format.ts';
import { type Html, type HtmlValue, html, NOTHING } from '../../shared/page/html.ts';
import { PLAIN_BODY, PLAIN_HEAD, PLAIN_TABLE } from '../../shared/page/table.ts';
import { pageAddress } from '../../shared/page-address.ts';
import { endedInWords } from '../../shared/warnings.ts';
import { type RowState, rowLabel } from '../row-states.ts';

export type Row = {
  state: RowState;
  name: string;
  /** under the name */
  details: Html;
  error: EndedBy | null;
  cells: HtmlValue[];
  durationMs: number | null;
  folder: string | null;
};

/** A row for each run or experiment, with a link to its report. On a narrow screen, a row is a card. */
export function rowsTable(
  columns: { kind: 'platforms' | 'experiments'; name: string; cells: readonly string[] },
  page: 'report.html' | 'comparison.html',
  rows: readonly Row[],
): Html {
  const heads = ['State', columns.name, ...columns.cells, 'Took', 'Report'];
  return html`<table class="entries entries-${columns.kind}" ${PLAIN_TABLE}>
<thead ${PLAIN_HEAD}><tr role="row">${heads.map((head) => html`<th role="columnheader" scope="col">${head}</th>`)}</tr></thead>
<tbody ${PLAIN_BODY}>
${rows.map((row) => rowOf(row, columns.cells, page))}
</tbody></table>`;
}

function rowOf(row: Row, columns: readonly string[], page: 'report.html' | 'comparison.html'): Html {
  const address = pageAddress(row.folder, page);
  return html`<tr role="row">
<td role="cell" class="cell-state">${rowLabel(row.state)}</td>
<th role="rowheader" scope="row" class="cell-entry"><div class="statement">${row.name}</div>${row.details}${row.error === null ? NOTHING : html`<div class="reason">${endedInWords(row.error)}</div>`}</th>
${row.cells.map((cell, i) => html`<td role="cell" data-label="${columns[i]}">${cell}</td>`)}
<td role="cell" class="whole" data-label="Took">${row.durationMs === null ? '' : formatDuration(row.durationMs)}</td>
<td role="cell" class="whole" data-label="Report">${address === null ? 'none' : html`<a href="${address}" aria-label="report on ${row.name}">report</a>`}</td>
</tr>
`;
}
