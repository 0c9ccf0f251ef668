import type { Route } from '../../model/route.ts';
import type { Captures } from './captures.ts';
import type { Variables } from './conversion.ts';
import type { Field } from './har.ts';
import { looksRandom } from './looks-random.ts';
import { inWords } from './names.ts';
import type { Joined } from './recorded-requests.ts';
import { cookiesIn, setCookiesIn } from './secrets-of.ts';
import { soundsSecret } from './sounds-secret.ts';

/** What counts visitors: the system answers without it. */
const ANALYTICS =
  /^(_ga|_gid|_gat|_gcl|_fb|_hj|_pk_|_uet|__utm|ajs_|amplitude|amp_|intercom|mp_|optimizely|OptanonConsent)/i;

/**
 * How a plan keeps cookies, from a recording.
 * `keep`: whether users send what the system has set. `header`: the session of somebody who was logged in before the recording began.
 */
export function sessionCookies(
  exchanges: readonly Joined[],
  variables: Variables,
): { keep: boolean; header: string | null } {
  const set = new Set<string>();
  const given = new Map<string, string>();
  let keep = false;
  for (const { headers, responseHeaders } of exchanges) {
    for (const { value } of headers.filter(({ name }) => name === 'cookie')) {
      keep = true;
      for (const { name, value: content } of cookiesIn(value)) {
        if (isSession({ name, value: content }) && !set.has(name)) given.set(name, content);
      }
    }
    for (const { value } of responseHeaders.filter(({ name }) => name === 'set-cookie')) {
      keep = true;
      for (const { name } of setCookiesIn(value)) set.add(name);
    }
  }
  const cookies = [...given].map(
    ([name, value]) =>
      `${name}=${variables.reference(`cookie ${name}`, `the cookie ${inWords(name)} of a session`, value)}`,
  );
  return { keep, header: cookies.length > 0 ? cookies.join('; ') : null };
}

function isSession({ name, value }: Field): boolean {
  return (
    (soundsSecret(name) || looksRandom(value)) &&
    !ANALYTICS.test(name) &&
    /^[\w.-]+$/.test(name) &&
    !looksRandom(name) // it would be written
  );
}

/**
 * The requests of a login with captures of the cookies that make its session, and the header that sends them; null if there is none.
 * Redirects after such a request are not followed, because the cookie is in the first response.
 * @param recorded each of these requests, as it was recorded
 */
export function withLoginCookies(
  logIn: readonly Route[],
  recorded: readonly Joined[],
  captures: Captures,
): { logIn: Route[]; header: string | null } {
  const setBy = new Map<string, number>();
  for (const [at, { responseHeaders }] of recorded.entries())
    for (const { value } of responseHeaders.filter(({ name }) => name === 'set-cookie'))
      for (const cookie of setCookiesIn(value)) if (isSession(cookie)) setBy.set(cookie.name, at);
  const names = new Map([...setBy.keys()].map((cookie) => [cookie, captures.otherName(`cookie ${cookie}`)]));
  const changed = logIn.map((route, at): Route => {
    const cookies = [...setBy].filter(([, place]) => place === at).map(([cookie]) => cookie);
    if (cookies.length === 0) return route;
    const captured = Object.fromEntries(cookies.map((cookie) => [names.get(cookie)!, { cookie }]));
    const { redirects, ...itself } = route;
    const needsRedirects = redirects === undefined || route.captures !== undefined;
    return {
      ...(needsRedirects ? route : { ...itself, status: recorded[at]!.firstStatus }),
      captures: { ...route.captures, ...captured },
    };
  });
  const sent = [...names].map(([cookie, name]) => `${cookie}={${name}}`);
  return { logIn: changed, header: sent.length > 0 ? sent.join('; ') : null };
}
