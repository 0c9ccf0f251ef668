import type { Plan, PlanOperation } from '../../model/plan.ts';
import type { Route } from '../../model/route.ts';
import { Captures } from './captures.ts';
import { type Conversion, type ConvertOptions, Variables } from './conversion.ts';
import { withoutScheme } from './correlate.ts';
import { isSecretText } from './credentials-in.ts';
import type { Exchange, RecordedBody } from './har.ts';
import { loginIn, loginRequests } from './har-login.ts';
import { type HarContext, operationOf } from './har-operation.ts';
import { weighted } from './har-weights.ts';
import { momentsOf, thinkTimeMsOf } from './moments.ts';
import { isRead, NOT_A_READ, nothingLeft } from './reads.ts';
import { isAnswered, type RecordedOperation, recordedOperations } from './recorded-operations.ts';
import { recordedRequests } from './recorded-requests.ts';
import { Responses } from './responses.ts';
import { requireNoSecrets, secretsOf } from './secrets-of.ts';
import { sessionCookies, withLoginCookies } from './session-cookies.ts';
import { soundsSecret } from './sounds-secret.ts';
import { sentBy } from './without-operations.ts';

/**
 * A plan from a recording. Like requests become one operation, weighted by how often it occurs; what a user waited for together becomes a
 * page. Values of earlier responses become captures, and secrets environment variables.
 * @throws ProofloadError NOTHING_TO_SEND; SECRET_LEFT when a secret would be written
 */
export function fromHar(all: readonly Exchange[], options: ConvertOptions & { host?: string }): Conversion {
  const recorded = recordedRequests(all, options.host);
  if (recorded === null) throw nothingLeft([]);
  const { origin, exchanges } = recorded;
  const operations = recordedOperations(exchanges);
  const login = loginIn(operations);
  const leftOut = [...recorded.leftOut];
  const taken: RecordedOperation[] = [];
  for (const each of operations.filter((each) => each !== login)) {
    const reason = reasonAgainst(each, options.writes);
    if (reason === null) taken.push(each);
    else leftOut.push({ kind: 'operation', name: each.name, reason, count: each.occurrences.length });
  }
  if (taken.length === 0) throw nothingLeft(leftOut.filter(({ kind }) => kind === 'operation'));

  const variables = new Variables();
  const captures = new Captures(options.userColumns);
  const contextOf = contexts(login === null ? taken : [...taken, login], captures, variables);
  const cookies = sessionCookies(exchanges, variables);
  const made = taken.map((each) => operationOf(each, contextOf(each)));
  const byName = new Map(taken.map((each) => [each.name, each]));
  const { userColumns } = options;
  const requests =
    login === null ? [] : loginRequests(login, byName, made, contextOf, { variables, captures, userColumns });
  const recordedAs = ({ name = '' }: Route) => (byName.get(name) ?? login!).occurrences[0]!;
  const { logIn, header } = withLoginCookies(requests, requests.map(recordedAs), captures);
  const cookieHeader = [cookies.header, header].filter((each) => each !== null).join('; ');
  const finished = made.map((operation) => ({
    ...operation,
    ...(cookies.keep && { cookies: true }),
    ...(cookieHeader !== '' && { headers: { ...operation.headers, Cookie: cookieHeader } }),
    ...captures.fieldOf(operation.name),
  }));
  const moments = momentsOf(
    taken.flatMap(({ name, occurrences }) => occurrences.map((exchange) => ({ operation: name, exchange }))),
  );
  const plan: Plan = {
    schemaVersion: 1,
    ...weighted(withoutUnread(finished), moments),
    ...(leftOut.length > 0 && { leftOut }),
  };
  const conversion: Conversion = {
    plan,
    origin,
    logIn: logIn.map((route) => (cookies.keep ? { ...route, cookies: true } : route)),
    thinkTimeMs: thinkTimeMsOf(moments),
    ...variables.all(),
    notes: [
      ...(cookies.header === null
        ? []
        : ['The recording began with a session: set its cookie in the environment.']),
      ...(login === null || exchanges.some(hasSession) ? [] : [NO_SESSION]),
    ],
  };
  const { known, ...written } = conversion;
  requireNoSecrets({ ...written, origin: null }, secretsOf(all)); // where the system is, is no secret
  return conversion;
}

const NO_SESSION =
  'The recording has a login, but no cookie and no token: browsers leave them out unless you export it with sensitive data.';

function hasSession({ headers, responseHeaders }: Exchange): boolean {
  return [...headers, ...responseHeaders].some(
    ({ name }) => /^(authorization|(set-)?cookie)$/.test(name) || soundsSecret(name),
  );
}

/** Without captures that no operation sends: what only the login sends, its own requests capture. */
function withoutUnread(operations: readonly PlanOperation[]): PlanOperation[] {
  const sent = new Set(operations.flatMap(sentBy));
  return operations.map(({ captures = {}, ...operation }) => {
    const read = Object.entries(captures).filter(([name]) => sent.has(name));
    return read.length > 0 ? { ...operation, captures: Object.fromEntries(read) } : operation;
  });
}

function contexts(
  operations: readonly RecordedOperation[],
  captures: Captures,
  variables: Variables,
): (operation: RecordedOperation) => HarContext {
  const responses = new Responses(new Set(operations.flatMap(valuesOf)));
  const firstMs = new Map<string, number>();
  for (const { name, occurrences } of operations) {
    firstMs.set(name, occurrences[0]!.startMs);
    for (const each of occurrences) responses.add(name, each);
  }
  return ({ name }) => ({
    responses,
    captures,
    variables,
    mayCome: (other) => other !== name && firstMs.get(other)! < firstMs.get(name)!,
  });
}

/** Everything that the requests of an operation say. */
function valuesOf({ slots }: RecordedOperation): string[] {
  return [...slots.values()].flatMap(({ values }) =>
    values.map((value) => withoutScheme(String(value ?? '')).value),
  );
}

/** Whether anything in a text that will be written as it is may not be. */
function hasSecretText({ contentType, pieces }: Extract<RecordedBody, { kind: 'text' }>): boolean {
  return [contentType, ...pieces].some((each) => typeof each === 'string' && isSecretText(each));
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** Why an operation does not take part; null if it does. */
function reasonAgainst({ method, occurrences, slots }: RecordedOperation, writes: boolean): string | null {
  const [first] = occurrences as [RecordedOperation['occurrences'][number]];
  if (first.leadsTo !== null) return `it leads to another host, ${first.leadsTo}`;
  if (!isAnswered(first))
    return first.status === 0
      ? 'it was not answered in the recording'
      : `it was answered ${first.status} in the recording`;
  if (!METHODS.has(method)) return 'this method cannot be sent';
  if (!writes && !isRead(method)) return NOT_A_READ;
  if (first.body?.kind === 'other') return first.body.reason;
  if (first.body?.kind === 'text' && hasSecretText(first.body))
    return 'a part of its body that has no name looks like a secret';
  if ([...slots.values()].some(({ name }) => isSecretText(name)))
    return 'the name of one of its fields looks like a secret';
  return null;
}
