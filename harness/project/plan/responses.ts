import type { CaptureSource } from '../../model/route.ts';
import { gjsonPath, isObject, type JsonStep, jsonLeaves } from './json.ts';
import { looksRandom } from './looks-random.ts';
import type { Joined } from './recorded-requests.ts';

type Answered = { operation: string; exchange: Joined };

/** Where in which response a value is. */
export type Match = Answered & { source: CaptureSource };

/** Headers that say nothing of the content. A cookie is looked for by its own name. */
const OTHER_HEADERS =
  /^(set-cookie|location|date|server|via|vary|age|expires|content-.*|cache-control|last-modified|x-request-id)$/;

/** The responses of a recording, to look values up in. */
export class Responses {
  readonly #byValue = new Map<string, (Answered & { steps: (JsonStep | null)[] })[]>();
  readonly #withText: Answered[] = [];
  readonly #all: Answered[] = [];

  add(operation: string, exchange: Joined): void {
    this.#all.push({ operation, exchange });
    const { json } = exchange;
    if (!isObject(json) && !Array.isArray(json)) {
      if (exchange.text !== '') this.#withText.push({ operation, exchange });
      return;
    }
    for (const { steps, text } of jsonLeaves(json)) {
      const known = this.#byValue.get(text);
      if (known) known.push({ operation, exchange, steps });
      else this.#byValue.set(text, [{ operation, exchange, steps }]);
    }
  }

  /** Where a value was, in responses that had ended before this moment. Of a list, it may then be any item. */
  find(value: string, beforeMs: number): Match[] {
    const known = this.#byValue.get(value) ?? [];
    const matches = [
      ...known.map(({ steps, ...answered }) => ({ ...answered, source: gjsonPath(ofAnyItem(steps)) })),
      ...this.#all.flatMap((answered) => inHeaders(answered, value)),
    ];
    const found =
      matches.length > 0 ? matches : this.#withText.flatMap((answered) => inText(answered, value));
    return found.filter(({ exchange }) => exchange.endMs <= beforeMs);
  }
}

/** The innermost list gives any of its items, the others the item that it was. */
function ofAnyItem(steps: readonly (JsonStep | null)[]): (JsonStep | null)[] {
  const at = steps.findLastIndex((step) => typeof step === 'number');
  return steps.map((step, i) => (i === at ? null : step));
}

function inHeaders({ operation, exchange }: Answered, value: string): Match[] {
  return exchange.responseHeaders.flatMap((header): Match[] => {
    if (header.name === 'set-cookie') {
      // Browsers join several cookies by line breaks.
      const names = header.value.split('\n').flatMap((cookie) => {
        const [, name, content] = /^\s*([^=;\s]+)=([^;]*)/.exec(cookie) ?? [];
        return name !== undefined && content === value ? [name] : [];
      });
      return names.map((name) => ({ operation, exchange, source: { cookie: name } }));
    }
    const isMatch = header.value === value && !OTHER_HEADERS.test(header.name);
    return isMatch ? [{ operation, exchange, source: { header: header.name } }] : [];
  });
}

const LEAST_CONTEXT = 8;
const MOST_CONTEXT = 80;

/** A random-looking value between quotes of a page, such as a hidden field of a form, by the text before it. */
function inText({ operation, exchange }: Answered, value: string): Match[] {
  if (!looksRandom(value)) return [];
  const { text } = exchange;
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    const before = text.charAt(at + value.length);
    if (!/["'<&]/.test(before)) continue;
    for (let length = LEAST_CONTEXT; length <= Math.min(MOST_CONTEXT, at); length++) {
      const after = text.slice(at - length, at);
      if (text.indexOf(after) !== at - length || looksRandom(after)) continue;
      return [{ operation, exchange, source: { after, before } }];
    }
  }
  return [];
}
