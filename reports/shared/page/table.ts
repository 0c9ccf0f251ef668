import { type Html, type HtmlValue, html } from './html.ts';

/*
 * How a table, its head and its body look where no style sheet may apply (Jenkins): lines between rows, text on the left and at the top.
 * Any rule of a style sheet overrides these attributes. The roles hold where a style sheet turns rows into cards.
 */
export const PLAIN_TABLE = html`role="table" rules="rows" frame="hsides" cellpadding="6"`;
export const PLAIN_HEAD = html`role="rowgroup" align="left" valign="top"`;
export const PLAIN_BODY = html`role="rowgroup" align="left" valign="top"`;

/**
 * In the head of a column of sentences: where no style sheet applies, nothing else keeps the column from becoming as narrow as its longest
 * word.
 */
export const SENTENCES = html`<svg class="sentences" width="240" height="0" aria-hidden="true"></svg>`;

/** On the cells of short texts, for the same reason: they stay on one line. */
export const ON_ONE_LINE = html` nowrap`;

const LONGEST_LINE = 32;

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
  const kind = (column: number, cell: HtmlValue) => {
    if (column >= textColumns) return html` class="number" align="right"`;
    return lengthOf(cell) <= LONGEST_LINE ? html`` : html` class="sentence"`;
  };
  const line = (cell: HtmlValue) => (lengthOf(cell) <= LONGEST_LINE ? ON_ONE_LINE : html``);
  const sentences = columns.map((_, column) =>
    rows.some((row) => lengthOf(textOf(row[column])) > LONGEST_LINE) ? SENTENCES : html``,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${name}"><table ${PLAIN_TABLE}${rows.length > 1 ? html` data-sortable` : ''}>
<thead ${PLAIN_HEAD}><tr>${columns.map((column, i) => html`<th scope="col"${kind(i, column)}>${column}${sentences[i]}</th>`)}</tr></thead>
<tbody ${PLAIN_BODY}>${rows.map(
    (row) =>
      html`<tr>${row.map((cell, i) => {
        const [text, by] = isSorted(cell) ? [cell.text, html` data-by="${cell.by ?? ''}"`] : [cell, html``];
        return i === 0
          ? html`<th scope="row"${line(text)}${by}>${text}</th>`
          : html`<td${kind(i, text)}${line(text)}${by}>${text}</td>`;
      })}</tr>`,
  )}</tbody></table></div>`;
}

function textOf(cell: HtmlValue | SortedCell): HtmlValue {
  return isSorted(cell) ? cell.text : cell;
}

/** In characters, without markup. */
function lengthOf(cell: HtmlValue): number {
  return html`${cell}`.toString().replace(/<[^>]*>/g, '').length;
}

/** A folded section with a count of its contents. */
export function details(title: string, count: string, content: Html): Html {
  return html`<details><summary>${title} <span class="count">${count}</span></summary>${content}</details>`;
}

/** Remarks on a table. */
export function remarks(sentences: readonly string[]): Html {
  return html`${sentences.map((sentence) => html`<p class="remark">${sentence}</p>`)}`;
}
