import { type Html, type HtmlValue, html } from './html.ts';

/** The first `textColumns` columns hold text, the others numbers. A table that is too wide scrolls on its own. */
export function table(name: string, columns: string[], rows: HtmlValue[][], textColumns = 1): Html {
  const kind = (column: number) => (column < textColumns ? '' : 'number');
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${name}"><table>
<thead><tr>${columns.map((column, i) => html`<th scope="col" class="${kind(i)}">${column}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) =>
      html`<tr>${row.map((cell, i) => (i === 0 ? html`<th scope="row">${cell}</th>` : html`<td class="${kind(i)}">${cell}</td>`))}</tr>`,
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
