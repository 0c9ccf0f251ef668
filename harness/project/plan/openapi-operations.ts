import type { Method } from '../../model/route.ts';
import { isObject, type JsonObject, listOf, objectOf } from './json.ts';
import { MOST_NAME_CHARACTERS, Names } from './names.ts';
import type { OpenApiDocument } from './openapi-document.ts';

/** One operation of a description, with its references followed one level deep. */
export type ApiOperation = {
  /** "GET /pets/{petId}": unique in a description */
  name: string;
  method: Method;
  /** below that of the server */
  path: string;
  parameters: JsonObject[];
  /** by media type; null: it has no body */
  requestContent: JsonObject | null;
  /** schema of the JSON body of a success; undefined: there is none */
  responseSchema: unknown;
  responseHeaders: JsonObject;
  links: JsonObject[];
  status: number | '2xx';
  security: JsonObject[];
  operationId: string | null;
  /** that are not those of the description */
  servers: unknown[];
};

const METHODS: readonly Method[] = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'];
/** The usual number of an operation's success, if the description does not say. */
const USUAL_STATUS: Partial<Record<Method, number>> = { GET: 200, HEAD: 200 };

const UNKNOWN_METHOD = 'this method cannot be sent';
/** Servers accept no longer ones. */
const MOST_PATH_CHARACTERS = 16_000;

/** "{?page,size}" at the end of a path, as some generators write it; its parameters are described like all others. */
const QUERY_EXPRESSION = /\{\?[^{}]*\}$/;

/** Every operation of a description, in its order, and those that cannot be sent: what HTTP/1.1 does not have, and too long paths. */
export function operationsOf({ root, resolve }: OpenApiDocument): {
  operations: ApiOperation[];
  refused: { name: string; reason: string }[];
} {
  const operations: ApiOperation[] = [];
  const names = new Names(MOST_NAME_CHARACTERS);
  const refused: { name: string; reason: string }[] = [];
  const refuse = (name: string, reason: string) => refused.push({ name: names.take(name), reason });
  for (const [key, unresolved] of Object.entries(objectOf(root.paths))) {
    if (!key.startsWith('/')) continue; // an extension
    const path = key.replace(QUERY_EXPRESSION, '');
    const item = resolve(unresolved).value;
    for (const method of ['query', 'trace'])
      if (item[method]) refuse(`${method.toUpperCase()} ${path}`, UNKNOWN_METHOD);
    for (const method of Object.keys(objectOf(item.additionalOperations)))
      refuse(`${method} ${path}`, UNKNOWN_METHOD);
    for (const method of METHODS) {
      const described = item[method.toLowerCase()];
      if (described === undefined) continue;
      if (path.length > MOST_PATH_CHARACTERS) {
        refuse(`${method} ${path}`, `its path has more than ${MOST_PATH_CHARACTERS} characters`);
        continue;
      }
      const name = names.take(`${method} ${path}`);
      operations.push(operationOf(name, path, method, item, objectOf(described), { root, resolve }));
    }
  }
  return { operations, refused };
}

function operationOf(
  name: string,
  path: string,
  method: Method,
  item: JsonObject,
  described: JsonObject,
  { root, resolve }: OpenApiDocument,
): ApiOperation {
  const own = listOf(described.parameters).map((each) => resolve(each).value);
  const inherited = listOf(item.parameters)
    .map((each) => resolve(each).value)
    .filter((each) => !own.some(({ name, in: place }) => name === each.name && place === each.in));
  const all = [...own, ...inherited];
  const bodies = [described.requestBody, ...all.filter(isBody)].filter((each) => each !== undefined);
  const successes = Object.entries(objectOf(described.responses))
    .filter(([status]) => /^2(\d\d|xx)$/i.test(status))
    .map(([status, response]) => ({ status, response: resolve(response).value }));
  const [first] = successes;
  const status = successes.length === 1 ? Number(first!.status) : Number.NaN;
  return {
    name,
    method,
    path,
    parameters: all.filter((each) => !isBody(each)),
    requestContent: bodies.length === 0 ? null : joinedContent(bodies.map((each) => resolve(each).value)),
    responseSchema: jsonSchemaIn(first?.response.content, resolve),
    responseHeaders: objectOf(first?.response.headers),
    links: Object.values(objectOf(first?.response.links)).map((link) => resolve(link).value),
    status: Number.isInteger(status)
      ? status
      : successes.length === 0
        ? (USUAL_STATUS[method] ?? '2xx')
        : '2xx',
    security: listOf(described.security ?? root.security).map(objectOf),
    operationId: typeof described.operationId === 'string' ? described.operationId : null,
    servers: listOf(described.servers ?? item.servers),
  };
}

/** A body that Swagger 2 has among the parameters by reference, which stays there when the description is upgraded. */
function isBody(parameter: JsonObject): boolean {
  return parameter.in === undefined && isObject(parameter.content);
}

/** What bodies consist of by media type. There are several if each field of a form is a reference. */
function joinedContent([first, ...others]: readonly JsonObject[]): JsonObject {
  const content = objectOf(first?.content);
  if (others.length === 0) return content;
  const schemaIn = (body: JsonObject, type: string) => objectOf(objectOf(body.content)[type]).schema ?? {};
  const joined = Object.entries(content).map(([type, media]) => {
    const allOf = [objectOf(media).schema ?? {}, ...others.map((each) => schemaIn(each, type))];
    return [type, { schema: { type: 'object', allOf } }] as const;
  });
  return Object.fromEntries(joined);
}

function jsonSchemaIn(content: unknown, resolve: OpenApiDocument['resolve']): unknown {
  const json = Object.entries(objectOf(content)).find(([type]) => isJson(type));
  return json && resolve(json[1]).value.schema;
}

/** Whether a media type is JSON: "application/json; charset=utf-8", "application/problem+json". */
export function isJson(mediaType: string): boolean {
  return /^[\w.-]+\/([\w.+-]+\+)?json\b/i.test(mediaType) || mediaType === '*/*';
}
