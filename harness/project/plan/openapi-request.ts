import type { PlanOperation } from '../../model/plan.ts';
import type { Body } from '../../model/route.ts';
import type { Variables } from './conversion.ts';
import { isObject, type JsonObject, listOf, objectOf } from './json.ts';
import { LeaveOut } from './leave-out.ts';
import { typeOf } from './merged-schema.ts';
import { inWords, Names } from './names.ts';
import type { OpenApiDocument } from './openapi-document.ts';
import { type ApiOperation, isJson } from './openapi-operations.ts';
import { examplesOf, isScalar } from './scalar-rule.ts';
import { SchemaShapes } from './schema-shape.ts';
import { soundsSecret } from './sounds-secret.ts';
import { mapTexts } from './template.ts';
import { inUrl } from './url-text.ts';

/** An operation of the plan, and the parameters of its path for which the description knows no value that exists. */
export type Request = { operation: PlanOperation; open: string[] };

/** Headers that HTTP itself or the security of the description is responsible for. */
const OTHERS_HEADERS = new Set(['accept', 'authorization', 'content-type', 'cookie']);

/**
 * The request of an operation, with values for everything that is required, and for what is optional if the description shows a value.
 * @throws LeaveOut
 */
export function requestOf(
  document: OpenApiDocument,
  api: ApiOperation,
  basePath: string,
  variables: Variables,
): Request {
  const shapes = new SchemaShapes(document, new Names());
  const path = new Map<string, string>();
  const open: string[] = [];
  const query: string[] = [];
  const cookies: string[] = [];
  const headers: Record<string, string> = {};
  // Those of the path first: their values have their names.
  for (const parameter of api.parameters.toSorted(
    (a, b) => Number(b.in === 'path') - Number(a.in === 'path'),
  )) {
    const name = String(parameter.name);
    const place = String(parameter.in);
    const schema = schemaOf(document, parameter);
    const isNeeded = place === 'path' || parameter.required === true;
    if (!isNeeded && (place !== 'query' || !showsValue(schema))) continue;
    if (place === 'header' && OTHERS_HEADERS.has(name.toLowerCase())) continue;
    const template =
      place !== 'path' && soundsSecret(name)
        ? variables.reference(name, `the parameter ${inWords(name)} of the description`)
        : scalarTemplate(shapes, schema, name, place);
    if (place === 'path') {
      path.set(name, template);
      if (!showsValue(schema)) open.push(name);
    } else if (place === 'query') query.push(`${inUrl(name)}=${template}`);
    else if (place === 'cookie' && isToken(name)) cookies.push(`${name}=${template}`);
    else if (place === 'header' && isToken(name)) headers[name] = template;
    else throw new LeaveOut(`its parameter ${inWords(name)} cannot be sent`);
  }
  if (cookies.length > 0) headers.Cookie = cookies.join('; ');
  const body = api.requestContent === null ? undefined : bodyOf(shapes, document, api.requestContent);
  const operation: PlanOperation = {
    name: api.name,
    method: api.method,
    path: `${basePath}${pathTemplate(api.path, path)}${query.length > 0 ? `?${query.join('&')}` : ''}`,
    weight: 1,
    ...(api.status !== 200 && { status: api.status }),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(body && { body }),
  };
  if (Object.keys(shapes.values).length > 0) operation.values = shapes.values;
  return { operation, open };
}

function schemaOf(document: OpenApiDocument, parameter: JsonObject): JsonObject {
  const shown = shownIn(document, parameter);
  const { value } = document.resolve(parameter.schema);
  const schema = typeOf(value) === 'array' ? document.resolve(value.items).value : value;
  return shown.length === 0 ? schema : { ...schema, examples: [...shown, ...listOf(schema.examples)] };
}

/** The examples of a parameter or a body. */
function shownIn(document: OpenApiDocument, { example, examples }: JsonObject): unknown[] {
  const named = Object.values(objectOf(examples)).map((each) => document.resolve(each).value.value);
  return [example, ...named].filter((each) => each !== undefined);
}

/** Whether a schema tells a value that the system knows, rather than only its type. */
function showsValue(schema: JsonObject): boolean {
  return (
    schema.const !== undefined ||
    examplesOf(schema).length > 0 ||
    listOf(schema.enum).length > 0 ||
    typeOf(schema) === 'boolean'
  );
}

/** What is shown exists. In a query, numbers are pages and sizes, which may be any within their bounds. */
function scalarTemplate(shapes: SchemaShapes, schema: JsonObject, name: string, place: string): string {
  const type = typeOf(schema);
  if (['object', 'array'].includes(type))
    throw new LeaveOut(`its parameter ${inWords(name)} is no simple value`);
  const shown = examplesOf(schema);
  const isAnyNumber = place === 'query' && ['integer', 'number'].includes(type);
  if (shown.length > 0 && !isAnyNumber && listOf(schema.enum).length === 0)
    return `{${shapes.add(name, { list: shown })}}`;
  const template = shapes.template(schema, name);
  if (typeof template === 'string' && template.startsWith('{') && !template.startsWith('{{')) return template;
  return `{${shapes.add(name, { list: [isScalar(template) ? template : ''] })}}`;
}

/** Whether it may be the name of a header or a cookie (RFC 9110). */
function isToken(name: string): boolean {
  return /^[!#$%&'*+.^_`|~\w-]+$/.test(name);
}

/** The path with the template of each parameter, and everything else in the characters of a URL. */
function pathTemplate(path: string, parameters: ReadonlyMap<string, string>): string {
  return path
    .split(/(\{[^}]+\})/)
    .map((piece, i) => {
      // A dollar before a parameter would make a reference to an environment variable of it.
      if (i % 2 === 0) return encodeURI(piece.toWellFormed()).replace(/[?#$]/g, encodeURIComponent);
      const template = parameters.get(piece.slice(1, -1));
      if (template === undefined)
        throw new LeaveOut(`its path has a parameter ${inWords(piece)} that is not described`);
      return template;
    })
    .join('');
}

function bodyOf(shapes: SchemaShapes, document: OpenApiDocument, content: JsonObject): Body {
  const types = Object.entries(content).map(([type, media]) => ({
    type,
    media: document.resolve(media).value,
  }));
  const json = types.find(({ type }) => isJson(type));
  const form = types.find(({ type }) => type.startsWith('application/x-www-form-urlencoded'));
  const multipart = types.find(({ type }) => type.startsWith('multipart/form-data'));
  const chosen = json ?? form ?? multipart;
  if (chosen === undefined)
    throw new LeaveOut(
      `its body is ${types[0] ? inWords(types[0].type) : 'not described'}, which cannot be made up`,
    );
  const [shown] = shownIn(document, chosen.media);
  const template = shapes.template(chosen.media.schema ?? {}, '', [], shown);
  if (chosen === json) {
    if (!isObject(template) && !Array.isArray(template))
      throw new LeaveOut('its body is neither an object nor a list');
    return { json: template };
  }
  const fields = Object.entries(objectOf(template)).map(([name, value]) => [name, textOf(value)] as const);
  if (chosen === form) return { form: Object.fromEntries(fields) };
  return { multipart: fields.map(([name, value]) => ({ name, value })) };
}

function textOf(value: unknown): string {
  if (typeof value === 'object' && value !== null) return JSON.stringify(mapTexts(value, (text) => text));
  return String(value ?? '');
}
