import { listOf, objectOf } from './json.ts';
import { LeaveOut } from './leave-out.ts';
import { inWords } from './names.ts';
import type { OpenApiDocument } from './openapi-document.ts';
import type { ApiOperation } from './openapi-operations.ts';

/** Where operations are: an origin, null if the description does not say, and the path that theirs are below: "" or "/v1". */
export type Server = { origin: string | null; basePath: string };

/** The first server of a description; of one that only has servers for its operations, the first of these. */
export function serverOf({ root }: OpenApiDocument, operations: readonly ApiOperation[]): Server {
  const ofAll = listOf(root.servers);
  const [first] = ofAll.length > 0 ? ofAll : operations.flatMap(({ servers }) => servers);
  return serverIn(first);
}

/** The path that an operation is below, which may have servers of its own. @throws LeaveOut if these are elsewhere */
export function basePathFor({ servers }: ApiOperation, ofAll: Server): string {
  if (servers.length === 0) return ofAll.basePath;
  const { origin, basePath } = serverIn(servers[0]);
  if (origin !== null && origin !== ofAll.origin)
    throw new LeaveOut(`it is on a server of its own, ${inWords(new URL(origin).host)}`);
  return basePath;
}

function serverIn(described: unknown): Server {
  const server = objectOf(described);
  const variables = objectOf(server.variables);
  const text = String(server.url ?? '').replace(/\{([^{}]+)\}/g, (_, name) =>
    String(objectOf(variables[name]).default ?? ''),
  );
  const url = URL.parse(text, 'http://relative');
  if (url === null || !/^https?:$/.test(url.protocol)) return { origin: null, basePath: '' };
  return { origin: /^https?:\/\//i.test(text) ? url.origin : null, basePath: pathOf(url) };
}

/** The path of an address as the beginning of others. Nothing in it means something in a template: a URL has encoded the rest. */
export function pathOf({ pathname }: URL): string {
  return pathname.replaceAll('$', '%24').replace(/\/+$/, '');
}
