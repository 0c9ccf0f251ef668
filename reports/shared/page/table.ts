import { type Html, type HtmlValue, html } from './html.ts';

/*
 * How a table, its head and its body look where no style sheet may apply (Jenkins): lines between rows, text on the left and at the top.
 * Any rule of a style sheet overrides these attributes. The roles hold where a style sheet turns rows into cards.
 */
export const PLAIN_TABLE = html`role="table" rules="rows" frame="hsides" cellpadding="6"`;
export const PLAIN_HEAD = html`role="rowgroup" align="left" valign="bottom"`;
export const PLAIN_BODY = html`role="rowgroup" align="left" valign="top"`;

/** A cell with the number to sort it by; null: it has none, and comes last. Other cells are sorted by what they say. */
export type SortedCell = { text: HtmlValue; by: number | null };

function isSorted(cell: HtmlValue | SortedCell): cell is SortedCell {
  return typeof cell === 'object' && cell !== null && 'by' in cell;
}

/**
 * The first `textColumns` columns hold text, the others numbers. A table that is too wide scrolls on its own under its first column. With
 * script, a click on a column's name sorts by it.
 */
export function table(
  name: string,
  columns: string[],
  rows: (HtmlValue | SortedCell)[][],
  textColumns = 1,
): Html {
  const kind = (column: number) => (column < textColumns ? html`` : html` class="number" align="right"`);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${name}"><table ${PLAIN_TABLE}${rows.length > 1 ? html` data-sortable` : ''}>
<thead ${PLAIN_HEAD}><tr>${columns.map((column, i) => html`<th scope="col"${kind(i)}>${column}</th>`)}</tr></thead>
<tbody ${PLAIN_BODY}>${rows.map(
    (row) =>
      html`<tr>${row.map((cell, i) => {
        const [text, by] = isSorted(cell) ? [cell.text, html` data-by="${cell.by ?? ''}"`] : [cell, html``];
        return i === 0 ? html`<th scope="row"${by}>${text}</th>` : html`<td${kind(i)}${by}>${text}</td>`;
      })}</tr>`,
  )}</tbody></table></div>`;
}

/** A folded section with a count of its contents. */
export function details(title: string, count: string, content: Html): Html {
  return html`<details><summary>${title} <span class="count">${count}</span></summary>${content}</details>`;
}

/** Remarks on a table. */
export function remarks(sentences: readonly string[]): Html {
  return html`${sentences.map((sentence) => html`<p class="remark">${sentence}</p>`)}`;
}
