import type { CaptureSource } from '../../model/route.ts';
import { gjsonPath, isObject, type JsonStep, jsonLeaves } from './json.ts';
import { looksRandom } from './looks-random.ts';
import type { Joined } from './recorded-requests.ts';
import { setCookiesIn } from './secrets-of.ts';

type Answered = { operation: string; exchange: Joined };

/** Where in which response a value is. */
export type Match = Answered & { source: CaptureSource };
/** The same, for like requests. */
type Place = { operation: string; source: CaptureSource; exchanges: Joined[] };

/** Headers that say nothing of the content. A cookie is looked for by its own name. */
const OTHER_HEADERS =
  /^(set-cookie|location|date|server|via|vary|age|expires|content-.*|cache-control|last-modified|x-request-id)$/;

/** All texts that are searched, in characters: some seconds. What is then not found becomes a variable instead. */
const MOST_SEARCHED = 5_000_000_000;

/** The responses of a recording, to look the values of its requests up in. */
export class Responses {
  readonly #wanted: ReadonlySet<string>;
  /** by the value, and then by where it was */
  readonly #byValue = new Map<string, Map<string, Place>>();
  readonly #withText: Answered[] = [];
  readonly #inText = new Map<string, Place[]>();
  #searched = 0;

  /** @param wanted what will be looked up: a recording has far more values than that */
  constructor(wanted: ReadonlySet<string>) {
    this.#wanted = wanted;
  }

  add(operation: string, exchange: Joined): void {
    const { json, text } = exchange;
    const take = (value: string, source: () => CaptureSource) => {
      if (!this.#wanted.has(value)) return;
      const place = { operation, source: source() };
      const key = JSON.stringify(place);
      const places = this.#byValue.get(value) ?? new Map<string, Place>();
      this.#byValue.set(value, places);
      const known = places.get(key);
      if (known) known.exchanges.push(exchange);
      else places.set(key, { ...place, exchanges: [exchange] });
    };
    if (isObject(json) || Array.isArray(json))
      for (const { steps, text: value } of jsonLeaves(json)) take(value, () => gjsonPath(ofAnyItem(steps)));
    else if (text !== '') this.#withText.push({ operation, exchange });
    for (const { name, value } of exchange.responseHeaders) {
      if (name === 'set-cookie')
        for (const cookie of setCookiesIn(value)) take(cookie.value, () => ({ cookie: cookie.name }));
      else if (!OTHER_HEADERS.test(name)) take(value, () => ({ header: name }));
    }
  }

  /**
   * Where a value was, in responses that had ended before this moment: of like requests, the last of them. Of a list, it may then be any
   * item.
   */
  find(value: string, beforeMs: number): Match[] {
    const known = this.#byValue.get(value);
    const places = known ? [...known.values()] : this.#inTexts(value);
    return places.flatMap(({ operation, source, exchanges }) => {
      const exchange = exchanges.findLast(({ endMs }) => endMs <= beforeMs);
      return exchange ? [{ operation, source, exchange }] : [];
    });
  }

  #inTexts(value: string): Place[] {
    const known = this.#inText.get(value);
    if (known) return known;
    const found: Place[] = [];
    if (looksRandom(value))
      for (const answered of this.#withText) {
        this.#searched += answered.exchange.text.length;
        if (this.#searched > MOST_SEARCHED) break;
        found.push(...inText(answered, value));
      }
    this.#inText.set(value, found);
    return found;
  }
}

/** The innermost list gives any of its items, the others the item that it was. */
function ofAnyItem(steps: readonly (JsonStep | null)[]): (JsonStep | null)[] {
  const at = steps.findLastIndex((step) => typeof step === 'number');
  return steps.map((step, i) => (i === at ? null : step));
}

const LEAST_CONTEXT = 8;
const MOST_CONTEXT = 80;

/** A random-looking value between quotes of a page, such as a hidden field of a form, by the text before it. */
function inText({ operation, exchange }: Answered, value: string): Place[] {
  const { text } = exchange;
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    const before = text.charAt(at + value.length);
    if (!/["'<&]/.test(before)) continue;
    for (let length = LEAST_CONTEXT; length <= Math.min(MOST_CONTEXT, at); length++) {
      const after = text.slice(at - length, at);
      if (text.indexOf(after) !== at - length || looksRandom(after)) continue;
      return [{ operation, source: { after, before }, exchanges: [exchange] }];
    }
  }
  return [];
}
