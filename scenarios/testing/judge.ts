import type { CaptureSource, Check, Kind, Outcome, Route, User } from '../lib/route.ts';
import { valueAt } from './look.ts';

/** The parts of a response that a scenario can check. */
export type Response = { status: number; headers?: Record<string, string>; body: string };

export type Judgement = { outcome: Outcome; captured: User };

/**
 * Judges a response as the k6 extension does, for tests of routes outside k6. Both must agree on every case in
 * scripts/k6/testdata/judgements.json.
 */
export function judge(route: Route, user: User, { status, headers = {}, body }: Response): Judgement {
  const failed = (outcome: Outcome) => ({ outcome, captured: {} });
  if (status === 429) return failed('refused');
  if (!isExpected(status, route.status)) return failed(`status-${status}`);
  const checks = route.checks ?? [];
  const captures = Object.entries(route.captures ?? {});
  const readsJson = checks.some((check) => 'path' in check) || captures.some(([, from]) => isPath(from));
  const readsText = captures.some(([, from]) => isBetween(from));
  if (!readsJson && !readsText && body !== '' && !checks.some((check) => 'body' in check))
    return failed('content');
  const json = readsJson ? parsed(body) : { value: undefined };
  if (json === null || !checks.every((check) => holds(check, user, headers, json.value)))
    return failed('content');
  return {
    outcome: 'correct',
    captured: Object.fromEntries(
      captures.map(([name, from]) => [name, captured(from, headers, body, json.value)]),
    ),
  };
}

function isExpected(status: number, wanted: Route['status'] = 200): boolean {
  return wanted === '2xx' ? status >= 200 && status < 300 : status === wanted;
}

/** A status of a correct response. */
export function statusOf({ status = 200 }: Route): number {
  return status === '2xx' ? 200 : status;
}

const isPath = (from: CaptureSource) => typeof from === 'string';
const isBetween = (from: CaptureSource) => typeof from === 'object' && 'after' in from;

/** The value of a capture; undefined if the response does not have it. */
function captured(
  from: CaptureSource,
  headers: Record<string, string>,
  body: string,
  json: unknown,
): unknown {
  if (typeof from === 'string') {
    const value = valueAt(json, from);
    return Array.isArray(value) ? value[0] : value; // k6 draws one
  }
  if ('header' in from) return headers[from.header.toLowerCase()];
  if ('cookie' in from) {
    const [name, value] = (headers['set-cookie'] ?? '').split(';')[0]!.split('=');
    return name === from.cookie ? value : undefined;
  }
  const start = body.indexOf(from.after);
  const end = body.indexOf(from.before, start + from.after.length);
  return start < 0 || end < 0 ? undefined : body.slice(start + from.after.length, end);
}

/** The text with the user's values in it. */
export function filled(text: string, user: User): string {
  return text.replace(/\{\{|\{([^}]+)\}/g, (whole, name) =>
    whole === '{{' ? '{' : String(userValue(name, user)),
  );
}

/** A JSON body with the user's values in it. */
export function filledJson(value: unknown, user: User): unknown {
  if (typeof value === 'string') return filledValue(value, user);
  if (Array.isArray(value)) return value.map((each) => filledJson(each, user));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filledJson(each, user)]));
  return value;
}

/** A text that is exactly "{name}" becomes the value itself, of any type. */
function filledValue(text: string, user: User): unknown {
  const [, name] = /^\{([^{}]+)\}$/.exec(text) ?? [];
  return name ? userValue(name, user) : filled(text, user);
}

function userValue(name: string, user: User): unknown {
  const value = user[name];
  if (value === undefined || value === null) throw new Error(`there is no value for {${name}}`);
  return value;
}

function parsed(body: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(body) };
  } catch {
    return null;
  }
}

function holds(check: Check, user: User, headers: Record<string, string>, json: unknown): boolean {
  if ('body' in check) throw new Error('only k6 itself checks bodies as a whole');
  if (check.when && !user[check.when]) return true;
  if ('header' in check) return accepts(check, headers[check.header.toLowerCase()], user, json);
  if (check.each === undefined) return accepts(check, valueAt(json, check.path), user, json);
  const list = valueAt(json, check.each);
  return Array.isArray(list) && list.every((item) => accepts(check, valueAt(item, check.path), user, json));
}

const KINDS: Record<Kind, (value: unknown) => boolean> = {
  text: (value) => typeof value === 'string' && value !== '',
  count: (value) => Number.isInteger(value) && (value as number) >= 0,
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  list: Array.isArray,
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  there: (value) => value !== undefined,
  absent: (value) => value === undefined,
};

type Expectation = Extract<Check, { path: string }>;

function accepts(check: Partial<Expectation>, value: unknown, user: User, json: unknown): boolean {
  if (check.is && !KINDS[check.is](value)) return false;
  if (!isWithin(value, check)) return false;
  if (check.sameAs && (value === undefined || value !== valueAt(json, check.sameAs))) return false;
  if (check.includes && !(Array.isArray(value) && value.includes(filled(check.includes, user)))) return false;
  if (check.equals !== undefined) {
    const wanted = typeof check.equals === 'string' ? filledValue(check.equals, user) : check.equals;
    return value === wanted;
  }
  return value !== undefined || check.is !== undefined;
}

function isWithin(value: unknown, { atLeast, atMost }: { atLeast?: number; atMost?: number }): boolean {
  if (atLeast === undefined && atMost === undefined) return true;
  return typeof value === 'number' && value >= (atLeast ?? -Infinity) && value <= (atMost ?? Infinity);
}
