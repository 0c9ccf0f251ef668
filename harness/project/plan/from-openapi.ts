import type { LeftOut, Plan } from '../../model/plan.ts';
import type { CaptureSource, Route } from '../../model/route.ts';
import { type Conversion, type ConvertOptions, Variables } from './conversion.ts';
import { LeaveOut } from './leave-out.ts';
import { Connections, type Taken } from './openapi-connections.ts';
import type { OpenApiDocument } from './openapi-document.ts';
import { type ApiOperation, operationsOf } from './openapi-operations.ts';
import { requestOf } from './openapi-request.ts';
import { logInOf, sessionOf, TOKEN, withSecurity } from './openapi-security.ts';
import { basePathFor, type Server, serverOf } from './openapi-servers.ts';
import { arrangeWrites } from './openapi-writes.ts';
import { isRead, NOT_A_READ, nothingLeft } from './reads.ts';

/**
 * A plan from the description of an API. Every read has the same weight; what its path needs is taken from the list that it belongs to.
 * Writes come as journeys, in which a user changes and deletes only what the same user has created.
 * @throws ProofloadError NOTHING_TO_SEND
 */
export function fromOpenApi(document: OpenApiDocument, options: ConvertOptions): Conversion {
  const { operations, refused } = operationsOf(document);
  const described = serverOf(document, operations);
  const server: Server = { ...described, basePath: options.basePath ?? described.basePath };
  const variables = new Variables();
  const leftOut = refused.map(({ name, reason }) => left(name, reason));
  const taken: Taken[] = [];
  let logIn: Route | null = null;
  for (const api of operations) {
    try {
      const request = requestOf(document, api, basePathFor(api, server), variables);
      const session: CaptureSource | null = logIn === null ? sessionOf(document, api) : null;
      const route: Route | null = session === null ? null : logInOf(request, session, options, variables);
      if (route !== null) logIn = route;
      else if (!options.writes && !isRead(api.method)) leftOut.push(left(api.name, NOT_A_READ));
      else taken.push({ api, request });
    } catch (error) {
      if (!(error instanceof LeaveOut)) throw error;
      leftOut.push(left(api.name, error.message));
    }
  }
  const connections = new Connections(document, taken, [TOKEN, ...options.userColumns]);
  const arranged = arrangeWrites(document, taken, connections);
  const dropped = new Set(arranged.leftOut.map(({ name }) => name));
  const kept = taken.filter(({ api }) => !dropped.has(api.name));
  connections.connectToLists(kept);
  if (kept.length === 0) throw nothingLeft([...leftOut, ...arranged.leftOut]);

  const all = [...leftOut, ...arranged.leftOut];
  const plan: Plan = {
    schemaVersion: 1,
    operations: kept.map(({ api }) => {
      const operation = connections.operation(api.name);
      const weight = arranged.members.has(api.name) ? 0 : 1;
      return withSecurity(
        document,
        api,
        { ...operation, weight },
        logIn?.captures?.[TOKEN] ?? null,
        variables,
      );
    }),
    ...(arranged.journeys.length > 0 && { journeys: arranged.journeys }),
    ...(all.length > 0 && { leftOut: all }),
  };
  return {
    plan,
    origin: server.origin,
    logIn: logIn === null ? [] : [logIn],
    thinkTimeMs: null,
    ...variables.all(),
    notes: notesOf(operations, kept),
  };
}

function notesOf(operations: readonly ApiOperation[], kept: readonly Taken[]): string[] {
  return operations.length === kept.length
    ? []
    : [`${kept.length} of ${operations.length} operations take part.`];
}

function left(name: string, reason: string): LeftOut {
  return { kind: 'operation', name, reason };
}
