import type { PlanOperation } from '../../model/plan.ts';
import type { CaptureSource, Route } from '../../model/route.ts';
import type { ConvertOptions, Variables } from './conversion.ts';
import { isObject, type JsonObject, objectOf } from './json.ts';
import { credential } from './login-fields.ts';
import { inWords } from './names.ts';
import { pathTo } from './openapi-captures.ts';
import type { OpenApiDocument } from './openapi-document.ts';
import type { ApiOperation } from './openapi-operations.ts';
import type { Request } from './openapi-request.ts';
import { soundsLikePassword, wordsOf } from './sounds-secret.ts';
import { namesIn } from './template.ts';
import { inUrl } from './url-text.ts';

/** The name of the login's capture, as templates use it. */
export const TOKEN = 'token';

/**
 * Adds to a request what the description says that it has to prove, or nothing. A login that yields a token comes before a variable. Of several
 * ways, it is the first that a request can take: a client certificate, for example, is nothing that it says.
 * @param session what the login captures; null: there is no login
 */
export function withSecurity(
  document: OpenApiDocument,
  api: ApiOperation,
  operation: PlanOperation,
  session: CaptureSource | null,
  variables: Variables,
): PlanOperation {
  const schemes = objectOf(objectOf(document.root.components).securitySchemes);
  const first = api.security.find((each) =>
    Object.keys(each).every(
      (name) => Object.hasOwn(schemes, name) && canBeSent(document.resolve(schemes[name]).value),
    ),
  );
  let { path } = operation;
  const headers: Record<string, string> = { ...operation.headers };
  for (const name of Object.keys(first ?? {})) {
    const scheme = document.resolve(schemes[name]).value;
    const secret = (what: string, form = '') =>
      variables.reference(what, `the security scheme ${inWords(name)} of the description${form}`);
    if (scheme.type === 'apiKey') {
      const key = String(scheme.name);
      if (scheme.in === 'query') path += `${path.includes('?') ? '&' : '?'}${inUrl(key)}=${secret(key)}`;
      else if (scheme.in === 'cookie') {
        const value = cookieOf(session) === key ? `{${TOKEN}}` : secret(key);
        headers.Cookie = [headers.Cookie, `${inUrl(key)}=${value}`].filter(Boolean).join('; ');
      } else if (/^[\w-]+$/.test(key)) headers[key] = secret(key);
    } else if (isHttp(scheme, 'basic')) {
      headers.Authorization = `Basic ${secret('basic credentials', ': name:password in base64')}`;
    } else {
      headers.Authorization = `Bearer ${typeof session === 'string' ? `{${TOKEN}}` : secret('bearer token')}`;
    }
  }
  return { ...operation, path, ...(Object.keys(headers).length > 0 && { headers }) };
}

function canBeSent(scheme: JsonObject): boolean {
  return (
    ['apiKey', 'oauth2', 'openIdConnect'].includes(String(scheme.type)) ||
    isHttp(scheme, 'basic') ||
    isHttp(scheme, 'bearer')
  );
}

function isHttp({ type, scheme }: JsonObject, wanted: string): boolean {
  return type === 'http' && String(scheme).toLowerCase() === wanted;
}

const LOGIN_WORDS = new Set([
  'login',
  'signin',
  'logon',
  'token',
  'session',
  'sessions',
  'authenticate',
  'auth',
]);
const TOKEN_NAMES = [
  'token',
  'accessToken',
  'access_token',
  'idToken',
  'id_token',
  'jwt',
  'authToken',
  'sessionToken',
];

/**
 * Where the token of a session is in the response of an operation that looks like a login: in its body, or in the cookie by which others are
 * authorised; null: it is no login.
 */
export function sessionOf(document: OpenApiDocument, api: ApiOperation): CaptureSource | null {
  const words = wordsOf(`${api.path.split('/').slice(-2).join(' ')} ${api.operationId ?? ''}`);
  const isLogin =
    words.some((word) => LOGIN_WORDS.has(word)) || / (log|sign) in( |$)/.test(` ${words.join(' ')}`);
  if (api.method !== 'POST' || !isLogin) return null;
  for (const name of TOKEN_NAMES) {
    const path = pathTo(document, api.responseSchema, name, '', 'single');
    if (path !== null) return path;
  }
  const schemes = Object.values(objectOf(objectOf(document.root.components).securitySchemes));
  const cookie = schemes
    .map((scheme) => document.resolve(scheme).value)
    .find((scheme) => scheme.type === 'apiKey' && scheme.in === 'cookie');
  return cookie === undefined ? null : { cookie: String(cookie.name) };
}

function cookieOf(session: CaptureSource | null): string | null {
  return session !== null && typeof session === 'object' && 'cookie' in session ? session.cookie : null;
}

/**
 * The login as a request of its own: each field of its body is a column of the users file, or an environment variable.
 * @returns null if it takes no password
 */
export function logInOf(
  { operation }: Request,
  session: CaptureSource,
  { userColumns }: ConvertOptions,
  variables: Variables,
): Route | null {
  const { body } = operation;
  const fields = body && ('json' in body ? body.json : 'form' in body ? body.form : undefined);
  if (!isObject(fields) || !Object.keys(fields).some(soundsLikePassword)) return null;
  const filled: JsonObject = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      const isFixed = typeof value !== 'string' || namesIn(value).length === 0;
      return [name, isFixed ? value : credential(name, userColumns, variables)];
    }),
  );
  return {
    name: operation.name,
    method: operation.method,
    path: operation.path,
    body: body && 'json' in body ? { json: filled } : { form: filled as Record<string, string> },
    status: operation.status ?? 200,
    captures: { [TOKEN]: session },
  };
}
