import type { PlanOperation } from '../../model/plan.ts';
import type { Body } from '../../model/route.ts';
import { isObject, type JsonObject, listOf, objectOf } from './json.ts';
import { Names } from './names.ts';
import type { OpenApiDocument } from './openapi-document.ts';
import { type ApiOperation, isJson } from './openapi-operations.ts';
import { CannotMakeUp, SchemaShapes, typeOf } from './schema-shape.ts';
import { mapTexts } from './template.ts';
import { inUrl } from './url-text.ts';

/** An operation of the plan, and the parameters of its path for which the description knows no value that exists. */
export type Request = { operation: PlanOperation; open: string[] };

/** Why an operation cannot be sent. */
export class LeaveOut extends Error {}

/** Headers that HTTP itself or the security of the description is responsible for. */
const OTHERS_HEADERS = new Set(['accept', 'authorization', 'content-type', 'cookie']);

/**
 * The request of an operation, with values for everything that is required, and for what is optional if the description shows a value.
 * @throws LeaveOut
 */
export function requestOf(document: OpenApiDocument, api: ApiOperation, basePath: string): Request {
  const shapes = new SchemaShapes(document, new Names());
  const path = new Map<string, string>();
  const open: string[] = [];
  const query: string[] = [];
  const headers: Record<string, string> = {};
  // Those of the path first: their values have their names.
  for (const parameter of api.parameters.toSorted(
    (a, b) => Number(b.in === 'path') - Number(a.in === 'path'),
  )) {
    const name = String(parameter.name);
    const place = parameter.in;
    const schema = schemaOf(document, parameter);
    const isNeeded = place === 'path' || parameter.required === true;
    if (!isNeeded && (place === 'cookie' || place === 'header' || !showsValue(schema))) continue;
    if (place === 'header' && OTHERS_HEADERS.has(name.toLowerCase())) continue;
    const template = scalarTemplate(shapes, schema, name);
    if (place === 'path') {
      path.set(name, template);
      if (!showsValue(schema)) open.push(name);
    } else if (place === 'query') query.push(`${inUrl(name)}=${template}`);
    else if (place === 'header' && isHeader(name, template)) headers[name] = template;
    else throw new LeaveOut(`its parameter "${name}" cannot be sent`);
  }
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
  const examples = Object.values(objectOf(parameter.examples)).map(
    (each) => document.resolve(each).value.value,
  );
  const shown = [parameter.example, ...examples].filter((each) => each !== undefined);
  const { value } = document.resolve(parameter.schema);
  const schema = typeOf(value) === 'array' ? document.resolve(value.items).value : value;
  return shown.length === 0 ? schema : { ...schema, examples: [...shown, ...listOf(schema.examples)] };
}

/** Whether a schema tells a value that the system knows, rather than only its type. */
function showsValue(schema: JsonObject): boolean {
  return (
    [schema.example, schema.default, schema.const].some((each) => each !== undefined) ||
    [schema.enum, schema.examples].some((each) => listOf(each).length > 0) ||
    typeOf(schema) === 'boolean'
  );
}

function scalarTemplate(shapes: SchemaShapes, schema: JsonObject, name: string): string {
  if (['object', 'array'].includes(typeOf(schema)))
    throw new LeaveOut(`its parameter "${name}" is no simple value`);
  const template = shapes.template(schema, name);
  if (typeof template === 'string' && template.startsWith('{') && !template.startsWith('{{')) return template;
  return `{${shapes.add(name, { list: [isScalar(template) ? template : ''] })}}`;
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function isHeader(name: string, template: string): boolean {
  return /^[!#$%&'*+.^_`|~\w-]+$/.test(name) && !/\p{Cc}/u.test(template);
}

/** The path with the template of each parameter, and everything else in the characters of a URL. */
function pathTemplate(path: string, parameters: ReadonlyMap<string, string>): string {
  return path
    .split(/(\{[^}]+\})/)
    .map((piece, i) => {
      if (i % 2 === 0) return encodeURI(piece.toWellFormed()).replace(/[?#]/g, encodeURIComponent);
      const template = parameters.get(piece.slice(1, -1));
      if (template === undefined)
        throw new LeaveOut(`its path has a parameter ${piece} that is not described`);
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
    throw new LeaveOut(`its body is ${types[0]?.type ?? 'not described'}, which cannot be made up`);
  const template = madeUp(() => shapes.template(chosen.media.schema ?? {}, ''));
  if (chosen === json) {
    if (!isObject(template) && !Array.isArray(template))
      throw new LeaveOut('its body is neither an object nor a list');
    return { json: template };
  }
  const fields = Object.entries(objectOf(template)).map(([name, value]) => [name, textOf(value)] as const);
  if (chosen === form) return { form: Object.fromEntries(fields) };
  return { multipart: fields.map(([name, value]) => ({ name, value })) };
}

function madeUp<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof CannotMakeUp) throw new LeaveOut('it uploads a file');
    throw error;
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'object' && value !== null) return JSON.stringify(mapTexts(value, (text) => text));
  return String(value ?? '');
}
