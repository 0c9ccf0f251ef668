import type { Method } from '../../model/route.ts';
import { type JsonObject, listOf, objectOf } from './json.ts';
import { MOST_NAME_CHARACTERS, Names } from './names.ts';
import type { OpenApiDocument } from './openapi-document.ts';

/** One operation of a description, with its references followed one level deep. */
export type ApiOperation = {
  /** "GET /pets/{petId}": unique in a description */
  name: string;
  method: Method;
  /** below the server's own path */
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
};

const METHODS: readonly Method[] = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'];
/** The usual number of an operation's success, if the description does not say. */
const USUAL_STATUS: Partial<Record<Method, number>> = { GET: 200, HEAD: 200 };

const UNKNOWN_METHOD = 'this method cannot be sent';
/** Servers accept no longer ones. */
const MOST_PATH_CHARACTERS = 16_000;

/** Every operation of a description, in its order, and those that cannot be sent: what HTTP/1.1 does not have, and too long paths. */
export function operationsOf({ root, resolve }: OpenApiDocument): {
  operations: ApiOperation[];
  refused: { name: string; reason: string }[];
} {
  const operations: ApiOperation[] = [];
  const names = new Names(MOST_NAME_CHARACTERS);
  const refused: { name: string; reason: string }[] = [];
  const refuse = (name: string, reason: string) => refused.push({ name: names.take(name), reason });
  for (const [path, unresolved] of Object.entries(objectOf(root.paths))) {
    if (!path.startsWith('/')) continue; // an extension
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
  const { requestBody } = described;
  const successes = Object.entries(objectOf(described.responses))
    .filter(([status]) => /^2(\d\d|xx)$/i.test(status))
    .map(([status, response]) => ({ status, response: resolve(response).value }));
  const [first] = successes;
  const status = successes.length === 1 ? Number(first!.status) : Number.NaN;
  return {
    name,
    method,
    path,
    parameters: [...own, ...inherited],
    requestContent: requestBody === undefined ? null : objectOf(resolve(requestBody).value.content),
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
  };
}

function jsonSchemaIn(content: unknown, resolve: OpenApiDocument['resolve']): unknown {
  const json = Object.entries(objectOf(content)).find(([type]) => isJson(type));
  return json && resolve(json[1]).value.schema;
}

/** Whether a media type is JSON: "application/json; charset=utf-8", "application/problem+json". */
export function isJson(mediaType: string): boolean {
  return /^[\w.-]+\/([\w.+-]+\+)?json\b/i.test(mediaType) || mediaType === '*/*';
}

/** The path of the description's first server, which all paths of operations are below: "" or "/v1". And its origin, if it has one. */
export function serverOf({ root }: OpenApiDocument): { origin: string | null; basePath: string } {
  const server = objectOf(listOf(root.servers)[0]);
  const variables = objectOf(server.variables);
  const text = String(server.url ?? '').replace(/\{([^{}]+)\}/g, (_, name) =>
    String(objectOf(variables[name]).default ?? ''),
  );
  const url = URL.parse(text, 'http://relative'); // which encodes everything that would mean something in a template
  if (url === null || !/^https?:$/.test(url.protocol)) return { origin: null, basePath: '' };
  return {
    origin: /^https?:\/\//i.test(text) ? url.origin : null,
    basePath: url.pathname.replaceAll('$', '%24').replace(/\/+$/, ''),
  };
}
