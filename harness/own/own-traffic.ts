import { needsOf } from '../../scenarios/lib/own/needs-of.ts';
import type { Route } from '../model/route.ts';
import { isSecretHeader } from '../model/secrets.ts';
import type { SystemConfig } from '../model/system-config.ts';
import type { Traffic } from '../model/traffic.ts';
import { refersToEnvironment } from './from-environment.ts';
import { invalidConfig, SECRET_HINT } from './invalid-config.ts';

const READS: readonly Route['method'][] = ['GET', 'HEAD'];

type Written = Pick<SystemConfig, 'routes' | 'pages' | 'files' | 'journeys' | 'values'>;

/**
 * What a config itself says is sent.
 * @returns null when it says nothing: then a plan or a scenario does
 * @throws ProofloadError CONFIG_INVALID
 */
export function writtenTraffic(
  { routes, pages, files, journeys, values }: Written,
  where: string,
): Traffic | null {
  if (!routes) {
    const more = Object.entries({ pages, files, journeys, values }).find(([, value]) => value !== undefined);
    if (more) throw invalidConfig(where, `it has ${more[0]}, but no routes`);
    return null;
  }
  const alone = Object.keys(routes).map((key) => ({ name: key, weight: 1, steps: [key] }));
  return {
    routes,
    ...(pages && { pages }),
    ...(files && { files }),
    ...(values && { values }),
    journeys: journeys ?? alone,
  };
}

type ForAll = Pick<SystemConfig, 'token' | 'headers' | 'writes'>;

/**
 * The traffic with what every request has, and sure to be sendable: every step exists, every value comes from somewhere, no request writes
 * unless that is allowed, and no secret is written out.
 * @param given names of the values that users bring: the columns of their file, and the captures of their login; null: a scenario may give
 * others, so nothing is known to be missing
 * @throws ProofloadError CONFIG_INVALID
 */
export function completedTraffic(
  traffic: Traffic,
  { token, headers, writes = false }: ForAll,
  given: readonly string[] | null,
  where: string,
): Traffic {
  const routes = Object.fromEntries(
    Object.entries(traffic.routes).map(([key, route]) => [key, withCommon(route, token, headers)]),
  );
  const completed = { ...traffic, routes };
  for (const [key, route] of Object.entries(routes)) {
    if (!writes && !READS.includes(route.method))
      throw invalidConfig(
        where,
        `the request ${key} is a ${route.method}, and only GET and HEAD are sent unless writes are allowed`,
        "If a load may change that system's data, allow it: writes: true, or --writes.",
      );
    requireSendable(key, route, where);
  }
  requireSteps(completed, where);
  if (given) requireValues(completed, given, where);
  return completed;
}

function withCommon(
  route: Route,
  token: string | undefined,
  headers: Readonly<Record<string, string>> | undefined,
): Route {
  const own = Object.keys(route.headers ?? {}).map((name) => name.toLowerCase());
  const common = Object.entries(headers ?? {}).filter(([name]) => !own.includes(name.toLowerCase()));
  const all = { ...Object.fromEntries(common), ...route.headers };
  const isAuthorized = Object.keys(all).some((name) => name.toLowerCase() === 'authorization');
  return {
    ...route,
    ...(Object.keys(all).length > 0 && { headers: all }),
    ...(token !== undefined && route.token === undefined && !isAuthorized && { token }),
  };
}

/**
 * Makes sure that a request can be filled in, and that no secret is written out in it.
 * @throws ProofloadError CONFIG_INVALID
 */
export function requireSendable(key: string, route: Route, where: string): void {
  requireNoSecrets(key, route, where);
  const { path, headers = {}, token = '', body = {} } = route;
  // k6 would quote such a text in its log, with the secrets that are filled in.
  for (const text of textsIn([path, headers, token, body]))
    if (text.replaceAll(FILLED, '').includes('{'))
      throw invalidConfig(
        where,
        `the request ${key} has a brace that no name and closing brace follow`,
        'Write {{ for a brace that is meant as one.',
      );
  if (/%(?![0-9a-f]{2})/i.test(path.split('?')[0]!.replaceAll(FILLED, '')))
    throw invalidConfig(
      where,
      `the path of the request ${key} has a % that does not start an encoded character`,
    );
}

/** What a template may have braces for: a brace itself, an environment variable, a value. */
const FILLED = /\{\{|\$\{[A-Z_][A-Z0-9_]*\}|\{[^}]+\}/g;

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** A secret that stands in a file is in everybody's hands who has the file. A value in braces comes from the user. */
function requireNoSecrets(key: string, { headers = {}, token }: Route, where: string): void {
  const all = Object.entries({ ...headers, ...(token === undefined ? {} : { token }) });
  const bad = all.find(
    ([name, value]) => isSecretHeader(name) && !refersToEnvironment(value) && !/\{[^{}]+\}/.test(value),
  );
  if (bad)
    throw invalidConfig(where, `the request ${key} has the value of "${bad[0]}" written out`, SECRET_HINT);
}

function requireSteps({ journeys, routes, pages = {} }: Traffic, where: string): void {
  for (const { name, steps } of journeys) {
    const unknown = steps.find((step) => !Object.hasOwn(routes, step) && !Object.hasOwn(pages, step));
    if (unknown !== undefined)
      throw invalidConfig(
        where,
        `the journey "${name}" has the step "${unknown}", which is neither a route nor a page`,
      );
  }
  for (const [name, groups] of Object.entries(pages)) {
    const unknown = groups.flat().find((key) => !Object.hasOwn(routes, key));
    if (unknown !== undefined)
      throw invalidConfig(where, `the page "${name}" has the request "${unknown}", which is not a route`);
  }
}

/** Whatever a step needs is the user's, drawn from a list, or captured by an earlier step of each journey. */
function requireValues(
  { journeys, values = {}, together: _, ...system }: Traffic,
  given: readonly string[],
  where: string,
) {
  const needs = needsOf(system);
  const { routes, pages = {} } = system;
  const capturedBy = (step: string) =>
    (Object.hasOwn(routes, step) ? [step] : pages[step]!.flat()).flatMap((key) =>
      Object.keys(routes[key]!.captures ?? {}),
    );
  for (const { name, steps } of journeys) {
    const known = new Set([...given, ...Object.keys(values)]);
    for (const step of steps) {
      const missing = needs[step]!.find((each) => !known.has(each));
      if (missing !== undefined)
        throw invalidConfig(
          where,
          `"${step}" in the journey "${name}" sends {${missing}}, which is neither a column of the users file, nor a capture of the login or of an earlier step, nor a list in values`,
          'Check the spelling. For a brace that is part of the text, write {{.',
        );
      for (const each of capturedBy(step)) known.add(each);
    }
  }
}
