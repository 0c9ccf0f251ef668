import { ProofloadError } from '../model/errors.ts';
import type { Method, Route } from '../model/route.ts';
import type { LoadConfig, SystemConfig, TargetConfig } from '../model/system-config.ts';
import { literalTemplate } from '../own/from-environment.ts';
import { decimal, duration, wholeNumber } from './options.ts';

/** The options of `verify` that say all there is to say of a system: `--url`, and what is sent and promised there. */
export type UrlOptions = {
  url?: string;
  method?: string;
  header?: string[];
  body?: string;
  writes?: true;
  p50?: string;
  p95?: string;
  p99?: string;
  availability?: string;
  rate?: string;
  users?: string;
  thinkTime?: string;
  duration?: string;
};

const METHODS: readonly Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
/** The options that promise something, by the short form of a target. */
const PROMISES = { p50: 'p50Ms', p95: 'p95Ms', p99: 'p99Ms' } as const;
const MOST_MS = 600_000;
const ONE_HOUR_MS = 3_600_000;
export const MOST_USERS = 200_000;
export const MOST_PER_SEC = 100_000;

/** A config, and which option promised each of its targets. */
export type UrlConfig = { config: SystemConfig; promisedBy: string[] };

/**
 * The config that the command line amounts to, when it names a URL.
 * @param mayPromiseNothing whether it makes sense without a target
 * @throws ProofloadError INVALID_OPTION
 */
export function configOfUrl(options: UrlOptions & { url: string }, mayPromiseNothing = false): UrlConfig {
  const url = addressOf(options.url);
  const route = routeOf(url, options);
  const { targets, promisedBy } = targetsOf(options, mayPromiseNothing);
  return {
    promisedBy,
    config: {
      name: `${url.host}${url.pathname === '/' ? '' : url.pathname}`,
      url: url.origin,
      targets,
      load: loadOf(options),
      routes: { [`${route.method} ${url.pathname}`]: route },
      ...(options.writes && { writes: true }),
    },
  };
}

/** The load that the options ask for; what they do not say is left out. @throws ProofloadError INVALID_OPTION */
export function loadOf({ rate, users, thinkTime, duration: length }: UrlOptions): LoadConfig {
  return {
    ...(rate !== undefined && { ratePerSec: wholeNumber('--rate', rate, { min: 1, max: MOST_PER_SEC }) }),
    ...(users !== undefined && { users: wholeNumber('--users', users, { min: 1, max: MOST_USERS }) }),
    ...(thinkTime !== undefined && {
      thinkTimeMs: duration('--think-time', thinkTime, { min: 0, max: ONE_HOUR_MS }),
    }),
    ...(length !== undefined && {
      durationMs: duration('--duration', length, { min: 1_000, max: 24 * ONE_HOUR_MS }),
    }),
  };
}

/** Reads the value of `--url`. @throws ProofloadError INVALID_OPTION */
export function addressOf(text: string): URL {
  const authority = /^[^/]*\/\/([^/?#]*)/.exec(text)?.[1] ?? '';
  if (authority.includes('@'))
    throw invalid(
      '--url must not contain a user name or a password.',
      `Send them in a header: --header 'authorization: Basic $\{CREDENTIALS}'`,
    );
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw invalid(
      '--url must be an address that begins with http:// or https://.',
      'For example: --url http://127.0.0.1:3000/api/items',
    );
  return url;
}

function routeOf(url: URL, { method = 'GET', header = [], body }: UrlOptions): Route {
  const verb = method.toUpperCase() as Method;
  if (!METHODS.includes(verb))
    throw invalid(`--method must be one of ${METHODS.join(', ')}, not "${method}".`, 'GET is the default.');
  const headers = Object.fromEntries(header.map(headerOf));
  return {
    method: verb,
    path: literalTemplate(`${url.pathname}${url.search}`),
    status: '2xx',
    ...(header.length > 0 && { headers }),
    ...(body !== undefined && { body: { text: literalTemplate(body), contentType: contentTypeOf(body) } }),
    checks: verb === 'HEAD' ? [] : [{ body: 'length', atLeast: 0 }],
  };
}

function headerOf(text: string): [name: string, value: string] {
  const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):\s*([\x20-\x7e]*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw invalid(
      '--header must be a name, a colon and a value.',
      "For example: --header 'accept: application/json'",
    );
  return [name.toLowerCase(), literalTemplate(value.trim())];
}

function contentTypeOf(body: string): string {
  try {
    JSON.parse(body);
    return 'application/json';
  } catch {
    return 'text/plain; charset=utf-8';
  }
}

/**
 * What the options promise, and which of them each promise comes from.
 * @throws ProofloadError INVALID_OPTION
 */
export function targetsOf(
  options: UrlOptions,
  mayPromiseNothing = false,
): { targets: TargetConfig[]; promisedBy: string[] } {
  const targets: TargetConfig[] = [];
  const promisedBy: string[] = [];
  for (const [option, form] of Object.entries(PROMISES) as [
    keyof typeof PROMISES,
    (typeof PROMISES)['p95'],
  ][]) {
    const text = options[option];
    if (text === undefined) continue;
    targets.push({ [form]: decimal(`--${option}`, text, { min: 0.1, max: MOST_MS }) });
    promisedBy.push(`--${option}`);
  }
  if (options.availability !== undefined) {
    const percent = decimal('--availability', options.availability, { min: 1, max: 100 });
    targets.push({ availability: Number((percent / 100).toPrecision(12)) }); // 99.9 / 100 is not quite 0.999
    promisedBy.push('--availability');
  }
  if (targets.length === 0 && !mayPromiseNothing)
    throw invalid(
      'Nothing is promised of this system, so there is nothing to judge.',
      'Promise something: --p95 200 (milliseconds), --p50, --p99, or --availability 99.9 (percent).',
    );
  return { targets, promisedBy };
}

function invalid(sentence: string, hint: string): ProofloadError {
  return new ProofloadError('INVALID_OPTION', sentence, hint);
}
