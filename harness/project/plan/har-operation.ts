import type { PlanOperation, PlanValue } from '../../model/plan.ts';
import type { Body, Scalar } from '../../model/route.ts';
import type { Captures } from './captures.ts';
import type { Variables } from './conversion.ts';
import { captureFor, withoutScheme } from './correlate.ts';
import { isSecretText } from './credentials-in.ts';
import { fakeKindOf, isPersonal } from './fake-kind.ts';
import { isObject } from './json.ts';
import { inWords, Names, nameInTemplate, withoutNumber } from './names.ts';
import { below, keyOf, type RecordedOperation, type Slot } from './recorded-operations.ts';
import type { Responses } from './responses.ts';
import { announcesCode, soundsSecret } from './sounds-secret.ts';
import { filledIn, literal } from './template.ts';
import { inUrl } from './url-text.ts';

export type HarContext = {
  responses: Responses;
  captures: Captures;
  variables: Variables;
  /** whether an operation can be sent before the one that is made */
  mayCome(operation: string): boolean;
  /** what a field of the login is filled in with; null: it is no credential. Left out: it is no login */
  credential?(field: string, value: string): string | null;
};

const MOST_VALUES = 1_000;
/** A shorter one in a path is the number of something: "/tokens/5". */
const SHORTEST_CODE = 6;

/** What a part of a request is sent with: a template, or a constant. */
type Filling = { template: string } | { constant: Scalar };

/** The operation of a plan for the like requests of a recording. What varied between them varies; no secret stands in it. */
export function operationOf(recorded: RecordedOperation, context: HarContext): PlanOperation {
  const own = new OwnValues();
  const fillings = new Map<string, Filling>();
  // Captures first: what is left takes other names.
  for (const isCapture of [true, false]) {
    for (const [key, slot] of recorded.slots) {
      if (fillings.has(key)) continue;
      const filling = isCapture
        ? captured(slot, recorded, context, own)
        : filled(slot, recorded, context, own);
      if (filling !== null) fillings.set(key, filling);
    }
  }
  const [first] = recorded.occurrences;
  const paths = new Map(
    [...fillings].flatMap(([key, filling]) =>
      'template' in filling ? [[key, filling.template] as const] : [],
    ),
  );
  const headers = ofPlace(recorded, 'header').map(
    ([key, { name }]) => [name, textOf(fillings.get(key)!)] as const,
  );
  const statuses = new Set(recorded.occurrences.map(({ status }) => (status === 304 ? 200 : status)));
  const [status] = statuses;
  const redirects = Math.max(...recorded.occurrences.map((each) => each.redirects));
  const body = bodyOf(first!.body, fillings);
  const values = own.all();
  return {
    name: recorded.name,
    method: recorded.method,
    path: filledIn(recorded.path, paths) + queryOf(recorded, fillings),
    weight: recorded.occurrences.length,
    ...(statuses.size > 1 ? { status: '2xx' as const } : status !== 200 && { status: status! }),
    ...(headers.length > 0 && { headers: Object.fromEntries(headers) }),
    ...(body && { body }),
    ...(redirects > 0 && { redirects }),
    ...(Object.keys(values).length > 0 && { values }),
  };
}

/** What varies in an operation by itself, by the names that it has in templates. */
class OwnValues {
  readonly #values: Record<string, PlanValue> = {};
  /** the value in each occurrence; undefined where it has none, or one that may not be written */
  readonly #lists = new Map<string, (Scalar | undefined)[]>();
  readonly #names = new Names();

  /** Keeps a name for a capture. */
  reserve(name: string): void {
    this.#names.take(name);
  }

  add(name: string, value: PlanValue): Filling {
    return { template: `{${this.#take(name, value)}}` };
  }

  #take(name: string, value: PlanValue): string {
    const given = this.#names.take(nameInTemplate(name));
    this.#values[given] = value;
    return given;
  }

  /** @param recorded in each occurrence */
  addList(name: string, recorded: readonly (Scalar | undefined)[]): Filling {
    const written = recorded.map((value) => (isSecretText(String(value)) ? undefined : value));
    const list = distinct(written.filter((value) => value !== undefined));
    const given = this.#take(name, { list: list.slice(0, MOST_VALUES) });
    if (list.length > 1) this.#lists.set(given, written);
    return { template: `{${given}}` };
  }

  /** What was sent together is drawn together: that there are /shops/1/items/7 and /shops/2/items/9 says nothing of /shops/2/items/7. */
  all(): Record<string, PlanValue> {
    const [first, ...others] = this.#lists.keys();
    const columns = [...this.#lists.values()];
    const rows = distinct(
      (columns[0] ?? []).flatMap((_, occurrence) => {
        const row = columns.map((column) => column[occurrence]);
        return row.includes(undefined) ? [] : [JSON.stringify(row)];
      }),
    ).map((row) => JSON.parse(row) as Scalar[]);
    if (first === undefined || others.length === 0 || rows.length === 0) return this.#values;
    const listAt = (column: number) => rows.slice(0, MOST_VALUES).map((row) => row[column]!);
    const joined = others.map((name, at) => [name, { list: listAt(at + 1), with: first }] as const);
    return { ...this.#values, [first]: { list: listAt(0) }, ...Object.fromEntries(joined) };
  }
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

function captured(
  slot: Slot,
  recorded: RecordedOperation,
  { responses, captures, mayCome, credential }: HarContext,
  own: OwnValues,
): Filling | null {
  const [first = ''] = slot.values;
  if (typeof first === 'boolean') return null;
  if (slot.place === 'body' && credential?.(slot.name, String(first)) != null) return null;
  const capture = captureFor(slot, recorded, responses, mayCome);
  if (capture === null) return null;
  const name = captures.nameFor(capture, slot.name === 'authorization' ? 'token' : slot.name);
  own.reserve(name);
  return { template: `${literal(capture.prefix)}{${name}}` };
}

function filled(
  slot: Slot,
  { name: operation }: RecordedOperation,
  { variables, credential }: HarContext,
  own: OwnValues,
): Filling {
  const { place, name } = slot;
  const values = [...new Set(slot.values.filter((value) => value !== undefined))];
  const [first = ''] = values;
  const isFlag = typeof first === 'boolean'; // no secret, whatever its name
  const given = place === 'body' && !isFlag ? credential?.(name, String(first)) : null;
  if (given != null) return { template: given };
  const shown = values.filter((value) => !isSecretText(String(value)));
  const isCode =
    place === 'path' && announcesCode(name) && values.some((value) => String(value).length >= SHORTEST_CODE);
  const isNamedSo = isCode || (place !== 'path' && !isFlag && soundsSecret(lastStep(name)));
  if (shown.length === 0 || isNamedSo) {
    const { prefix, value } = withoutScheme(String(first));
    const purpose = `the ${place === 'body' ? 'field' : place === 'header' ? 'header' : 'parameter'} ${inWords(name)} of ${operation}`;
    return {
      template:
        literal(prefix) + variables.reference(name === 'authorization' ? 'token' : name, purpose, value),
    };
  }
  if (credential) return { constant: shown[0]! };
  const kind = place === 'body' && typeof first === 'string' ? fakeKindOf(name) : null;
  if (kind !== null && isPersonal(kind)) return own.add(name, { fake: kind });
  if (shown.length > 1 || place === 'path') return own.addList(name, slot.values);
  return { constant: shown[0]! };
}

/** "password" of "user.password". */
function lastStep(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function ofPlace({ slots }: RecordedOperation, place: Slot['place']): [string, Slot][] {
  return [...slots].filter(([, slot]) => slot.place === place);
}

function textOf(filling: Filling): string {
  return 'template' in filling ? filling.template : literal(String(filling.constant));
}

function queryOf(recorded: RecordedOperation, fillings: ReadonlyMap<string, Filling>): string {
  const parts = ofPlace(recorded, 'query').map(([key, { name }]) => {
    const filling = fillings.get(key)!;
    const value = 'template' in filling ? filling.template : inUrl(String(filling.constant));
    return `${inUrl(withoutNumber(name))}=${value}`;
  });
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

function bodyOf(
  body: RecordedOperation['occurrences'][number]['body'],
  fillings: ReadonlyMap<string, Filling>,
): Body | null {
  const fillingOf = (name: string) => fillings.get(keyOf('body', name));
  const fieldText = (name: string) => textOf(fillingOf(name) ?? { constant: '' });
  switch (body?.kind) {
    case 'json': {
      const json = jsonOf(body.value, '', fillingOf);
      return isObject(json) || Array.isArray(json) ? { json } : null;
    }
    case 'form':
      return { form: Object.fromEntries(body.fields.map(({ name }) => [name, fieldText(name)])) };
    case 'multipart':
      return { multipart: body.fields.map(({ name }) => ({ name, value: fieldText(name) })) };
    case 'text': {
      const { contentType, pieces } = body;
      const texts = pieces.map((each) => (typeof each === 'string' ? literal(each) : fieldText(each.name)));
      return { text: texts.join(''), contentType };
    }
    default:
      return null;
  }
}

function jsonOf(value: unknown, path: string, fillingOf: (path: string) => Filling | undefined): unknown {
  if (Array.isArray(value)) return value.map((each, i) => jsonOf(each, below(path, String(i)), fillingOf));
  if (isObject(value))
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, jsonOf(each, below(path, key), fillingOf)]),
    );
  const filling = fillingOf(path);
  if (filling === undefined) return value;
  if ('template' in filling) return filling.template;
  return typeof filling.constant === 'string' ? literal(filling.constant) : filling.constant;
}
