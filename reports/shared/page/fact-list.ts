import { type Html, html } from './html.ts';

/** What was measured, when and where: a few names, each with its value, in a line under the answer. */
export function factList(all: readonly (readonly [name: string, value: string])[]): Html {
  return html`<dl class="facts">
${all.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>\n`)}</dl>`;
}
