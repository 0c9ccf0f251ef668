import { withoutUnseen } from '../clean-text.ts';

/** Text that is markup already. Only `html` and `trustedMarkup` create it, so everything else that reaches a page is escaped. */
export class Html {
  readonly #markup: string;

  constructor(markup: string) {
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }
}

/** The values that a template may contain: text is escaped; null, undefined and booleans leave nothing. */
export type HtmlValue = Html | string | number | boolean | null | undefined | readonly HtmlValue[];

/** Markup from a template; every value in it is escaped unless it is `Html` itself. Lists are joined without a separator. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let markup = parts[0] ?? '';
  for (const [i, value] of values.entries()) markup += render(value) + (parts[i + 1] ?? '');
  return new Html(markup);
}

/** For markup from another source of ours, such as an SVG from Vega. Never for a run's text. */
export function trustedMarkup(markup: string): Html {
  return new Html(markup);
}

export const NOTHING: Html = new Html('');

function render(value: HtmlValue): string {
  if (value === null || value === undefined || typeof value === 'boolean') return '';
  if (value instanceof Html) return value.toString();
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  return value.map(render).join('');
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes for text and for quoted attributes. */
export function escapeHtml(text: string): string {
  return withoutUnseen(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
