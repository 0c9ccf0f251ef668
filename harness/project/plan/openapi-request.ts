import type { PlanOperation } from '../../model/plan.ts';
import type { Variables } from './conversion.ts';
import { isObject, type JsonObject, listOf } from './json.ts';
import { LeaveOut } from './leave-out.ts';
import { typeOf } from './merged-schema.ts';
import { inWords, Names } from './names.ts';
import { bodyOf, shownIn } from './openapi-body.ts';
import { namesOf } from './openapi-captures.ts';
import type { OpenApiDocument } from './openapi-document.ts';
import type { ApiOperation } from './openapi-operations.ts';
import { examplesOf, isScalar } from './scalar-rule.ts';
import { SchemaShapes } from './schema-shape.ts';
import { soundsSecret } from './sounds-secret.ts';
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
  for (const parameter of [...undescribed(api), ...api.parameters].toSorted(
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

/** Parameters of the path that the description forgets. Whether their values can be found, others tell. */
function undescribed({ path, parameters }: ApiOperation): JsonObject[] {
  const described = parameters.filter((each) => each.in === 'path').map((each) => each.name);
  const forgotten = namesOf(path).filter((name) => !described.includes(name));
  return forgotten.map((name) => ({ name, in: 'path', schema: { type: 'string' } }));
}

function schemaOf(document: OpenApiDocument, parameter: JsonObject): JsonObject {
  if (isObject(parameter.content)) return { type: 'object' }; // a whole text of some media type
  const shown = shownIn(document, parameter);
  const { value } = document.resolve(parameter.schema);
  const schema = typeOf(value) === 'array' ? document.resolve(value.items).value : value;
  return shown.length === 0 ? schema : { ...schema, examples: [...shown, ...listOf(schema.examples)] };
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
      return parameters.get(piece.slice(1, -1))!;
    })
    .join('');
}
