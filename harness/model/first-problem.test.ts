import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { firstProblem } from './first-problem.ts';
import { SystemConfig } from './system-config.ts';

const CONFIG = {
  name: 'Shop',
  url: 'http://127.0.0.1:3000',
  targets: [{ p95Ms: 200 }],
  load: { ratePerSec: 5 },
};
const problemOf = (changes: object) => firstProblem(SystemConfig, { ...CONFIG, ...changes });

const FORM = { method: 'GET', path: '/login', captures: { csrf: { after: 'value="', before: '"' } } };
const logIn = (second: unknown) => problemOf({ users: { logIn: [FORM, second] } });

describe('a problem in a login of several requests names the request and what is wrong with it', () => {
  it.each<[unknown, string]>([
    [{ method: 'POST' }, '"users.logIn[1]" has no "path"'],
    [
      { method: 'POST', path: '/login', capture: {} },
      '"users.logIn[1]" has an unknown field "capture" (did you mean "captures"?)',
    ],
    [{ method: 'post', path: '/login' }, '"users.logIn[1].method" must be one of "GET", "POST"'],
    [
      { method: 'POST', path: '/login', status: 'ok' },
      '"users.logIn[1].status" must be a whole number or "2xx"',
    ],
    [{ method: 'POST', path: '/login', status: 99 }, '"users.logIn[1].status" must be at least 100'],
    [
      { method: 'POST', path: '/login', body: { jsn: {} } },
      '"users.logIn[1].body" has no "json", but an unknown field "jsn"',
    ],
    [
      { method: 'POST', path: '/login', captures: { token: { afer: '"', before: '"' } } },
      '"users.logIn[1].captures.token" has no "after", but an unknown field "afer"',
    ],
    [
      { method: 'POST', path: '/login', captures: { token: 5 } },
      '"users.logIn[1].captures.token" must be a string or an object',
    ],
    [
      { method: 'POST', path: '/login', checks: [{ path: 'id', equal: 1 }] },
      '"users.logIn[1].checks[0]" has an unknown field "equal"',
    ],
    [
      { method: 'POST', path: '/login', checks: [{ body: 'size', atLeast: 1 }] },
      '"users.logIn[1].checks[0].body" must be one of "length", "sha256", "file"',
    ],
    ['POST /login', '"users.logIn[1]" must be an object'],
  ])('%j', (request, problem) => expect(logIn(request)).toContain(problem));

  it('and a login that is neither a request nor a list of them says what it may be', () => {
    expect(problemOf({ users: { logIn: 'POST /login' } })).toBe('"users.logIn" must be an object or a list');
    expect(problemOf({ users: { logIn: [] } })).toBe('"users.logIn" must not be empty');
    expect(problemOf({ users: { logIn: { method: 'POST' } } })).toBe('"users.logIn" has no "path"');
  });
});

describe('a problem', () => {
  it('is at a place that is written as in the file', () => {
    expect(problemOf({ targets: [{ p95Ms: 200 }, { p95Ms: -1 }] })).toBe(
      '"targets[1].p95Ms" must be more than 0',
    );
    expect(problemOf({ routes: { 'GET /items': { method: 'GET', path: 5 } } })).toBe(
      '"routes.GET /items.path" must be a string',
    );
  });

  it('is that of the variant that one property tells apart from the others', () => {
    const indicator = { source: 'requests', statistic: 'quantile' };
    expect(problemOf({ targets: [{ indicator, operator: '<', bound: 5 }] })).toBe(
      '"targets[0].indicator" has no "q"',
    );
    const unknown = { source: 'guesses', statistic: 'quantile', q: 0.9 };
    expect(problemOf({ targets: [{ indicator: unknown, operator: '<', bound: 5 }] })).toContain(
      '"targets[0].indicator.source" must be one of "requests"',
    );
  });

  it('may be a wrong constant', () => {
    const versioned = Type.Object({ schemaVersion: Type.Literal(1) });
    expect(firstProblem(versioned, { schemaVersion: 2 })).toBe('"schemaVersion" must be 1');
  });
});
