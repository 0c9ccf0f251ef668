import type { LeftOut, Plan } from '../../model/plan.ts';
import { collectionOf, namesOf, type Producer, pathTo, shapeOfPath } from './openapi-captures.ts';
import type { Connections, Taken } from './openapi-connections.ts';
import type { OpenApiDocument } from './openapi-document.ts';
import type { ApiOperation } from './openapi-operations.ts';

type Journeys = NonNullable<Plan['journeys']>;

const NOT_CREATED_HERE = 'it would change data that the load has not created';

/**
 * Arranges writes in journeys: what a user changes and deletes is what the same user has created in the same journey. Whatever else would be
 * changed or deleted is left out.
 */
export function arrangeWrites(
  document: OpenApiDocument,
  taken: readonly Taken[],
  connections: Connections,
): { journeys: Journeys; leftOut: LeftOut[]; members: Set<string> } {
  const apis = taken.map(({ api }) => api);
  const creators = new Map(
    apis
      .filter(({ method }) => method === 'POST')
      .toReversed() // of several, the first
      .map((api) => [shapeOfPath(api.path), api]),
  );
  const lists = new Set(apis.filter(({ method }) => method === 'GET').map(({ path }) => path));
  const writes = apis.filter(({ method }) => !isRead(method));
  const reasons = new Map<string, string>();
  const createdBy = (api: ApiOperation) =>
    namesOf(api.path).map((name) => {
      const creator = creatorOf(document, api, name, creators);
      return creator !== null && reasons.has(creator.operation.name) ? null : creator;
    });
  // What is left out creates nothing, so others may have to be left out with it.
  for (let before = -1; before < reasons.size; ) {
    before = reasons.size;
    for (const api of writes) {
      const reason = reasons.has(api.name) ? null : reasonAgainst(api, createdBy(api), lists);
      if (reason !== null) reasons.set(api.name, reason);
    }
  }
  const byRoot = new Map<string, ApiOperation[]>();
  const rootOf = new Map<string, string>();
  const members = new Set<string>();
  for (const api of writes.filter(({ name }) => !reasons.has(name))) {
    const created = createdBy(api);
    const root = rootIn(created);
    if (root === undefined) continue;
    const parameters = namesOf(api.path);
    for (const [i, creator] of created.entries())
      if (creator !== null) connections.connect(api.name, parameters[i]!, creator, `new ${parameters[i]}`);
    const first = rootOf.get(root.name) ?? root.name;
    rootOf.set(api.name, first);
    byRoot.set(first, [...(byRoot.get(first) ?? []), api]);
  }
  const journeys = [...byRoot].map(([root, operations]) => {
    const inOrder = [root, ...operations.toSorted(byOrder).map(({ name }) => name)];
    for (const name of inOrder) members.add(name);
    return { name: `${root} and what follows`, weight: 1, operations: inOrder };
  });
  const leftOut = [...reasons].map(([name, reason]): LeftOut => ({ kind: 'operation', name, reason }));
  return { journeys, leftOut, members };
}

/** The first of the operations that create what the path of another names. */
function rootIn(created: readonly (Producer | null)[]): ApiOperation | undefined {
  return created.find((each) => each !== null)?.operation;
}

/** Why a write is not sent; null if it is. @param created by which operation each parameter of its path is created */
function reasonAgainst(
  api: ApiOperation,
  created: readonly (Producer | null)[],
  lists: ReadonlySet<string>,
): string | null {
  const parameters = namesOf(api.path);
  if (parameters.length === 0)
    return api.method === 'DELETE' ? 'it may delete more than the load has created' : null;
  const root = rootIn(created);
  if (root === undefined) return addsToList(api, lists) ? null : NOT_CREATED_HERE;
  const isMissing = parameters.some((name, i) => created[i] === null && !root.path.includes(`{${name}}`));
  return isMissing ? NOT_CREATED_HERE : null;
}

function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}

/** The POST to the list that a parameter picks from, if its response says what was created. */
function creatorOf(
  document: OpenApiDocument,
  consumer: ApiOperation,
  parameter: string,
  creators: ReadonlyMap<string, ApiOperation>,
): Producer | null {
  const operation = creators.get(shapeOfPath(collectionOf(consumer.path, parameter)));
  if (operation === undefined || operation === consumer) return null;
  const path = pathTo(document, operation.responseSchema, parameter, '', 'single');
  return path === null ? null : { operation, path };
}

/** Whether a POST adds to a list that can also be read. */
function addsToList({ method, path }: ApiOperation, lists: ReadonlySet<string>): boolean {
  return method === 'POST' && !path.endsWith('}') && lists.has(path);
}

/** What creates comes before what changes, and what deletes comes last, from the inside out. */
function byOrder(a: ApiOperation, b: ApiOperation): number {
  const rank = ({ method }: ApiOperation) => ['POST', 'PUT', 'PATCH', 'DELETE'].indexOf(method);
  const depth = ({ path }: ApiOperation) => path.split('/').length;
  if (a.method === 'DELETE' && b.method === 'DELETE') return depth(b) - depth(a);
  return rank(a) - rank(b) || depth(a) - depth(b);
}
