import type { Variables } from './conversion.ts';
import { looksRandom } from './looks-random.ts';
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
        const isSession = (soundsSecret(name) || looksRandom(content)) && !ANALYTICS.test(name);
        if (isSession && !set.has(name) && /^[\w.-]+$/.test(name)) given.set(name, content);
      }
    }
    for (const { value } of responseHeaders.filter(({ name }) => name === 'set-cookie')) {
      keep = true;
      for (const { name } of setCookiesIn(value)) set.add(name);
    }
  }
  const cookies = [...given].map(
    ([name, value]) =>
      `${name}=${variables.reference(`cookie ${name}`, `the cookie "${name}" of a session`, value)}`,
  );
  return { keep, header: cookies.length > 0 ? cookies.join('; ') : null };
}
