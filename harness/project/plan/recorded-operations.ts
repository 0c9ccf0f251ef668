import type { Method, Scalar } from '../../model/route.ts';
import { isSecretText } from './credentials-in.ts';
import type { Field } from './har.ts';
import { isObject, jsonLeaves, objectOf } from './json.ts';
import { pathTemplates, shapeOf } from './like-paths.ts';
import { MOST_NAME_CHARACTERS, Names, nameInTemplate, numbered } from './names.ts';
import type { Joined } from './recorded-requests.ts';
import { fieldsIn } from './text-body.ts';
import { fromUrl } from './url-text.ts';

/** A part of a request that has a value of its own. */
export type Slot = {
  place: 'path' | 'query' | 'header' | 'body';
  /** as people call it: the name of the parameter, header or field */
  name: string;
  /** the value in each occurrence of the operation; undefined where it has none */
  values: (Scalar | undefined)[];
};

/** Requests of a recording that are the same but for the values in them. */
export type RecordedOperation = {
  name: string;
  method: Method;
  /** "/products/{path:productId}": names are keys of slots */
  path: string;
  /** those that were answered as they should; all if none was */
  occurrences: Joined[];
  slots: Map<string, Slot>;
};

/** What a browser or a tracer adds to every request by itself, and what only holds for the connection, the cache or the page of the recording. */
const BROWSER_HEADERS =
  /^(:.*|accept-(encoding|charset)|access-control-.*|cache-control|connection|content-(length|type)|cookie2?|dnt|expect|host|if-.*|keep-alive|newrelic|baggage|origin|pragma|priority|proxy-.*|range|referer|sec-.*|sentry-trace|te|traceparent|tracestate|trailer|transfer-encoding|upgrade.*|user-agent|via|x-(b3|datadog|forwarded|newrelic)-.*|x-(correlation|request|trace)-id)$/;
const HEADER_NAME = /^[!#$%&'*+.^_`|~\w-]+$/;

/** Whether the system did what it was asked for. Browsers get 304 for what they still have. */
export function isAnswered({ status, leadsTo }: Joined): boolean {
  return ((status >= 200 && status < 300) || status === 304) && leadsTo === null;
}

/**
 * Groups the requests of a recording by what is the same in them: method, path, the names in their query and their body, and what they call
 * where one path is for many calls.
 */
export function recordedOperations(exchanges: readonly Joined[]): RecordedOperation[] {
  const segments = new Set(exchanges.flatMap(({ url }) => url.pathname.split('/').map(fromUrl)));
  const returned = new Set(
    exchanges.flatMap(({ json }) =>
      jsonLeaves(json).flatMap(({ text }) => (segments.has(text) ? [text] : [])),
    ),
  );
  const templates = pathTemplates(
    exchanges.map(({ method, url, json }) => ({
      method,
      path: url.pathname,
      shape: shapeOf(json),
    })),
    (text) => returned.has(text),
  );
  const requests = exchanges.map((exchange, i) => ({
    exchange,
    ...templates[i]!,
    query: queryOf(exchange.url),
  }));
  const groups = Map.groupBy(requests, ({ exchange, template, query }) =>
    JSON.stringify([
      exchange.method,
      template,
      [...query.keys()].toSorted(),
      bodyShapeOf(exchange),
      callOf(exchange),
    ]),
  );
  const names = new Names(MOST_NAME_CHARACTERS);
  return [...groups.values()].map((all) => {
    const answered = all.filter(({ exchange }) => isAnswered(exchange));
    const group = answered.length > 0 ? answered : all;
    const [{ exchange, template, query }] = group as [(typeof group)[number]];
    const slots = new Map<string, Slot>();
    const add = (place: Slot['place'], name: string, valueIn: (i: number) => Scalar | undefined) =>
      slots.set(keyOf(place, name), { place, name, values: group.map((_, i) => valueIn(i)) });
    for (const name of Object.keys(group[0]!.values)) add('path', name, (i) => group[i]!.values[name]);
    for (const name of query.keys()) add('query', name, (i) => group[i]!.query.get(name));
    for (const { name } of keptHeaders(exchange))
      add('header', name, (i) => fieldIn(group[i]!.exchange.headers, name));
    for (const name of leavesOf(exchange).keys())
      add('body', name, (i) => leavesOf(group[i]!.exchange).get(name));
    const path = template.replace(/\{([^}]+)\}/g, (_, name) => `{${keyOf('path', name)}}`);
    const queryNames =
      query.size === 0
        ? ''
        : `?${[...query.keys()].map((name) => (isSecretText(name) ? '…' : name)).join('&')}`;
    const call = callOf(exchange);
    const callName = call !== null && /^\w+$/.test(call) && !isSecretText(call) ? ` (${call})` : '';
    return {
      name: names.take(`${exchange.method} ${template}${queryNames}${callName}`),
      method: exchange.method as Method,
      path,
      occurrences: group.map((each) => each.exchange),
      slots,
    };
  });
}

function bodyShapeOf({ body }: Joined): string {
  if (body?.kind === 'json') return shapeOf(body.value);
  if (body?.kind === 'form' || body?.kind === 'multipart')
    return JSON.stringify(body.fields.map(({ name }) => name).toSorted());
  if (body?.kind === 'text') {
    const { contentType, pieces } = body;
    return JSON.stringify([
      contentType,
      pieces.map((each) => (typeof each === 'string' ? each : [each.name])),
    ]);
  }
  return '';
}

/** The operation of GraphQL or the method of JSON-RPC that a request calls; null: it is no such request. */
function callOf({ body, url }: Joined): string | null {
  const { operationName, jsonrpc, method } = objectOf(body?.kind === 'json' ? body.value : null);
  const call = jsonrpc === undefined ? (operationName ?? url.searchParams.get('operationName')) : method;
  return typeof call === 'string' ? call : null;
}

export function keyOf(place: Slot['place'], name: string): string {
  return `${place}:${nameInTemplate(name)}`;
}

function fieldIn(fields: readonly Field[], name: string): string | undefined {
  return fields.find((each) => each.name === name)?.value;
}

function keptHeaders({ headers }: Joined): Field[] {
  return headers.filter(
    ({ name, value }) => HEADER_NAME.test(name) && !BROWSER_HEADERS.test(name) && !/\p{Cc}/u.test(value),
  );
}

/** The parameters of a query; those that come more than once are numbered. */
function queryOf(url: URL): Map<string, string> {
  const fields = numbered([...url.searchParams].map(([name, value]) => ({ name, value })));
  return new Map(fields.map(({ name, value }) => [name, value]));
}

const leaves = new WeakMap<Joined, Map<string, Scalar>>();

/** The texts, numbers and truth values in the body of a request, by their path: "items.0.id". */
function leavesOf(exchange: Joined): Map<string, Scalar> {
  const known = leaves.get(exchange);
  if (known) return known;
  const found = new Map<string, Scalar>();
  const { body } = exchange;
  if (body?.kind === 'json') collect(body.value, '', found);
  else if (body?.kind === 'form' || body?.kind === 'multipart')
    for (const { name, value } of numbered(body.fields)) found.set(name, value);
  else if (body?.kind === 'text') for (const { name, value } of fieldsIn(body.pieces)) found.set(name, value);
  leaves.set(exchange, found);
  return found;
}

function collect(value: unknown, path: string, found: Map<string, Scalar>): void {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    found.set(path, value);
  else if (Array.isArray(value))
    for (const [i, each] of value.entries()) collect(each, below(path, String(i)), found);
  else if (isObject(value))
    for (const [key, each] of Object.entries(value)) collect(each, below(path, key), found);
}

export function below(path: string, step: string): string {
  return path === '' ? step : `${path}.${step}`;
}
