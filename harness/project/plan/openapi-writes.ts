import type { LeftOut, Plan } from '../../model/plan.ts';
import { collectionOf, namesOf, type Producer, pathTo } from './openapi-captures.ts';
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
  const byRoot = new Map<string, ApiOperation[]>();
  const leftOut: LeftOut[] = [];
  const members = new Set<string>();
  for (const api of apis.filter(({ method }) => !isRead(method))) {
    const parameters = namesOf(api.path);
    if (parameters.length === 0) {
      if (api.method === 'DELETE') leftOut.push(left(api, 'it may delete more than the load has created'));
      continue;
    }
    const creators = parameters.map((name) => creatorOf(document, api, name, apis));
    const root = creators.find((each) => each !== null)?.operation;
    if (root === undefined) {
      if (!addsToList(api, apis)) leftOut.push(left(api, NOT_CREATED_HERE));
      continue;
    }
    if (parameters.some((name, i) => creators[i] === null && !root.path.includes(`{${name}}`))) {
      leftOut.push(left(api, NOT_CREATED_HERE));
      continue;
    }
    for (const [i, creator] of creators.entries())
      if (creator !== null) connections.connect(api.name, parameters[i]!, creator, `new ${parameters[i]}`);
    const first = rootOf(root, byRoot);
    byRoot.set(first, [...(byRoot.get(first) ?? []), api]);
  }
  const journeys = [...byRoot].map(([root, operations]) => {
    const inOrder = [root, ...operations.toSorted(byOrder).map(({ name }) => name)];
    for (const name of inOrder) members.add(name);
    return { name: `${root} and what follows`, weight: 1, operations: inOrder };
  });
  return { journeys, leftOut, members };
}

function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}

/** The POST to the list that a parameter picks from, if its response says what was created. */
function creatorOf(
  document: OpenApiDocument,
  consumer: ApiOperation,
  parameter: string,
  apis: readonly ApiOperation[],
): Producer | null {
  const collection = collectionOf(consumer.path, parameter);
  const operation = apis.find(({ method, path }) => method === 'POST' && sameShape(path, collection));
  if (operation === undefined || operation === consumer) return null;
  const path = pathTo(document, operation.responseSchema, parameter, '', 'single');
  return path === null ? null : { operation, path };
}

function sameShape(one: string, other: string): boolean {
  return one.replace(/\{[^}]+\}/g, '{}') === other.replace(/\{[^}]+\}/g, '{}');
}

/** Whether a POST adds to a list that can also be read. */
function addsToList({ method, path }: ApiOperation, apis: readonly ApiOperation[]): boolean {
  return (
    method === 'POST' &&
    !path.endsWith('}') &&
    apis.some((each) => each.method === 'GET' && each.path === path)
  );
}

/** The beginning of the journey in which an operation is already a step, or the operation itself. */
function rootOf({ name }: ApiOperation, byRoot: ReadonlyMap<string, readonly ApiOperation[]>): string {
  return [...byRoot].find(([, operations]) => operations.some((each) => each.name === name))?.[0] ?? name;
}

/** What creates comes before what changes, and what deletes comes last, from the inside out. */
function byOrder(a: ApiOperation, b: ApiOperation): number {
  const rank = ({ method }: ApiOperation) => ['POST', 'PUT', 'PATCH', 'DELETE'].indexOf(method);
  const depth = ({ path }: ApiOperation) => path.split('/').length;
  if (a.method === 'DELETE' && b.method === 'DELETE') return depth(b) - depth(a);
  return rank(a) - rank(b) || depth(a) - depth(b);
}

function left({ name }: ApiOperation, reason: string): LeftOut {
  return { kind: 'operation', name, reason };
}
