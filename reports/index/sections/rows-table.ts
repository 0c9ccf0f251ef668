import type { EndedBy } from '../../../harness/model/ended-by.ts';
import { formatDuration } from '../../../harness/model/format.ts';
import { type Html, type HtmlValue, html, NOTHING } from '../../shared/page/html.ts';
import { ON_ONE_LINE, PLAIN_BODY, PLAIN_HEAD, PLAIN_TABLE, SENTENCES } from '../../shared/page/table.ts';
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
  columns: {
    kind: 'platforms' | 'experiments';
    name: string;
    cells: readonly string[];
    /** those of the cells that hold sentences */
    sentences: readonly string[];
  },
  page: 'report.html' | 'comparison.html',
  rows: readonly Row[],
): Html {
  const { sentences } = columns;
  const heads = ['State', columns.name, ...columns.cells, 'Took', 'Report'];
  return html`<table class="entries entries-${columns.kind}" ${PLAIN_TABLE}>
<thead ${PLAIN_HEAD}><tr role="row">${heads.map((head, i) => html`<th role="columnheader" scope="col">${head}${i === 1 || sentences.includes(head) ? SENTENCES : NOTHING}</th>`)}</tr></thead>
<tbody ${PLAIN_BODY}>
${rows.map((row) => rowOf(row, columns.cells, page))}
</tbody></table>`;
}

function rowOf(row: Row, columns: readonly string[], page: 'report.html' | 'comparison.html'): Html {
  const address = pageAddress(row.folder, page);
  return html`<tr role="row">
<td role="cell" class="cell-state"${ON_ONE_LINE}>${rowLabel(row.state)}</td>
<td role="rowheader" class="cell-entry"><b class="statement">${row.name}</b>${row.details}${row.error === null ? NOTHING : html`<div class="reason">${endedInWords(row.error)}</div>`}</td>
${row.cells.map((cell, i) => html`<td role="cell" data-label="${columns[i]}">${cell}</td>`)}
<td role="cell" class="whole"${ON_ONE_LINE} data-label="Took">${row.durationMs === null ? '' : formatDuration(row.durationMs)}</td>
<td role="cell" class="whole" data-label="Report">${address === null ? 'none' : html`<a href="${address}" aria-label="report on ${row.name}">report</a>`}</td>
</tr>
`;
}
