import { describe, expect, it } from 'vitest';
import { namesIn } from '../../../scenarios/lib/own/needs-of.ts';
import type { Plan, PlanOperation } from '../../model/plan.ts';
import { readPlan } from './read-plan.ts';
import { trafficOf } from './traffic-of.ts';

const get = (name: string, more: Partial<PlanOperation> = {}): PlanOperation => ({
  name,
  method: 'GET',
  path: `/${name}`,
  weight: 1,
  ...more,
});
const planOf = (operations: PlanOperation[], more: Partial<Plan> = {}): Plan => ({
  schemaVersion: 1,
  operations,
  ...more,
});
const routesOf = (operation: PlanOperation) => {
  const { routes, values } = trafficOf(planOf([operation]), 1);
  return { route: routes[operation.name]!, values: values! };
};

describe('what a plan sends', () => {
  it('accepts any body, for only the status tells what is correct', () => {
    expect(routesOf(get('a', { status: 204, redirects: 1, cookies: true })).route).toEqual({
      method: 'GET',
      path: '/a',
      status: 204,
      redirects: 1,
      cookies: true,
      checks: [{ body: 'length', atLeast: 0 }],
    });
  });

  it('has a list of its own for each value of each operation', () => {
    const values = { x: { list: [1, 2] } };
    const traffic = trafficOf(
      planOf([
        get('a', { path: '/a/{x}', values }),
        get('b', { path: '/b/{x}', values: { x: { integer: { min: 5, max: 7 } } } }),
      ]),
      1,
    );
    expect(traffic.routes).toMatchObject({ a: { path: '/a/{x of a}' }, b: { path: '/b/{x of b}' } });
    expect(traffic.values).toEqual({ 'x of a': [1, 2], 'x of b': [5, 6, 7] });
  });

  it('draws lists together that belong together', () => {
    const of = (y: object) =>
      trafficOf(
        planOf([
          get('a', {
            path: '/a/{x}/{y}/{z}',
            values: { x: { list: [1, 2] }, y: y as never, z: { list: [5] } },
          }),
        ]),
        1,
      );
    expect(of({ list: [3, 4], with: 'x' }).together).toEqual([['x of a', 'y of a']]);
    expect(of({ list: [3, 4] })).not.toHaveProperty('together');
    for (const wrong of [
      { list: [3], with: 'x' },
      { list: [3, 4], with: 'w' },
      { list: [3, 4], with: 'y' },
    ])
      expect(() => of(wrong)).toThrow(
        `"y" of a is drawn with "${wrong.with}", which is no list of the same length that is drawn by itself`,
      );
  });

  it('has lists whose names can stand in a template, whatever their operation is called', () => {
    const name = 'GET /a/{id}/b/{x}';
    const { route, values } = routesOf(
      get(name, { path: '/a/{id}/b/{x}', values: { id: { list: [1] }, x: { list: [2] } } }),
    );
    expect(namesIn(route)).toEqual(Object.keys(values));
    expect(Object.keys(values)).toEqual(['id of GET /a/_id_/b/_x_', 'x of GET /a/_id_/b/_x_']);
  });

  it('has values next to those of a path, which stand in the name of the operation', () => {
    const { route, values } = routesOf(
      get('GET /a/{id}', { path: '/a/{id}?page={page}', values: { page: { list: [1, 2] } } }),
    );
    expect(route.path).toBe('/a/{id}?page={page of GET /a/_id_}');
    expect(values).toEqual({ 'page of GET /a/_id_': [1, 2] });
  });

  it('draws many values from a range, all within it', () => {
    const { values } = routesOf(
      get('a', {
        path: '/{n}/{f}',
        values: { n: { integer: { min: -5, max: 1e9 } }, f: { number: { min: 0.25, max: 0.5 } } },
      }),
    );
    expect(values['n of a']).toHaveLength(1_000);
    for (const n of values['n of a'] as number[])
      expect(Number.isInteger(n) && n >= -5 && n <= 1e9).toBe(true);
    for (const f of values['f of a'] as number[]) expect(f >= 0.25 && f <= 0.5).toBe(true);
  });

  it('makes texts up, the same for the same seed, no longer than they may be', () => {
    const operation = get('a', { path: '/{t}', values: { t: { fake: 'paragraph', maxLength: 12 } } });
    const { values } = routesOf(operation);
    expect(values['t of a']).toEqual(routesOf(operation).values['t of a']);
    expect(new Set(values['t of a']).size).toBeGreaterThan(50);
    for (const text of values['t of a'] as string[]) expect(text.length).toBeLessThanOrEqual(12);
  });

  it('makes texts of a length up, and numbers that are multiples', () => {
    const { values } = routesOf(
      get('a', {
        path: '/{s}/{n}/{m}/{p}/{w}',
        values: {
          s: { fake: 'sentence', minLength: 300, maxLength: 310 },
          w: { fake: 'word', minLength: 20, maxLength: 20 },
          n: { integer: { min: 7, max: 100, multipleOf: 25 } },
          m: { number: { min: 0.1, max: 0.5, multipleOf: 0.1 } },
          p: { pattern: '^[A-Z]{2}\\d$', minLength: 3 },
        },
      }),
    );
    for (const text of values['s of a'] as string[]) expect(text).toMatch(/^.{300,310}$/);
    for (const text of values['w of a'] as string[]) expect(text).toMatch(/^.{20}$/);
    expect(values['n of a']).toEqual([25, 50, 75, 100]);
    expect(values['m of a']).toEqual([0.1, 0.2, 0.3, 0.4, 0.5]);
    for (const text of values['p of a'] as string[]) expect(text).toMatch(/^[A-Z]{2}\d$/);
  });

  it('makes unique texts as short as they must be', () => {
    const templateFor = (fake: 'email' | 'user-name', maxLength: number) =>
      (
        routesOf(get('a', { body: { json: { v: '{v}' } }, values: { v: { fake, maxLength } } })).route
          .body as {
          json: { v: string };
        }
      ).json.v;
    const filled = (template: string) =>
      template.replaceAll(/\{unique \d\}/g, 'fff').replace('{v of a}', 'x');
    for (const length of [60, 30, 22, 16])
      expect(filled(templateFor('email', length)).length).toBeLessThanOrEqual(length);
    for (const length of [60, 13, 9, 6])
      expect(filled(templateFor('user-name', length)).length).toBeLessThanOrEqual(length);
  });

  it.each<[string, NonNullable<PlanOperation['values']>, string]>([
    [
      'a pattern that is not understood',
      { x: { pattern: '(?=a)' } },
      'no text can be made up for the pattern of x of a',
    ],
    [
      'bounds without a number',
      { x: { integer: { min: 3, max: 2 } } },
      'there is no number within the bounds of x of a',
    ],
    [
      'a multiple beyond its bounds',
      { x: { integer: { min: 1, max: 9, multipleOf: 10 } } },
      'there is no number within',
    ],
  ])('is refused with %s', (_, values, reason) => {
    expect(() => routesOf(get('a', { path: '/{x}', values }))).toThrow(reason);
  });

  it.each([
    ['email', '{v of a}.{unique 1}{unique 2}{unique 3}@example.com'],
    ['user-name', '{v of a}.{unique 1}{unique 2}{unique 3}'],
    ['uuid', '{unique 1}{unique 2}{v of a}'],
  ] as const)('makes %s of several lists, so that it differs from request to request', (fake, template) => {
    const { route, values } = routesOf(get('a', { body: { json: { v: '{v}' } }, values: { v: { fake } } }));
    expect(route.body).toEqual({ json: { v: template } });
    expect(values['unique 1']).toHaveLength(4_096);
    if (fake === 'uuid')
      expect(`000000${values['v of a']![0]}`).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it('keeps environment variables, columns of the users file and braces as they are', () => {
    const headers = { A: `Bearer \${SECRET_A}`, B: '{email}', C: '{{x}' };
    expect(routesOf(get('a', { headers })).route.headers).toEqual(headers);
  });
});

describe('the order of operations', () => {
  const list = get('list', { captures: { id: '#.id' } });
  const one = get('one', { path: '/{id}', captures: { part: 'part' } });
  const part = get('part', { path: '/{id}/{part}' });
  const stepsOf = (plan: Plan) =>
    Object.fromEntries(trafficOf(plan, 1).journeys.map(({ name, steps }) => [name, steps]));

  it('puts what yields a capture before what sends it, once', () => {
    expect(stepsOf(planOf([part, one, list]))).toEqual({
      part: ['list', 'one', 'part'],
      one: ['list', 'one'],
      list: ['list'],
    });
  });

  it('takes a value of its own for no capture', () => {
    expect(stepsOf(planOf([list, { ...one, values: { id: { list: [1] } } }])).one).toEqual(['one']);
  });

  it('leaves out what has no weight, except before and within others', () => {
    const plan = planOf([{ ...list, weight: 0 }, one, { ...part, weight: 0 }], {
      journeys: [{ name: 'j', weight: 2, operations: ['part', 'one'] }],
    });
    expect(stepsOf(plan)).toEqual({ one: ['list', 'one'], j: ['list', 'one', 'part', 'one'] });
  });

  it('visits a page after what it needs from outside, with the groups that it says', () => {
    const plan = planOf([list, one, { ...part, weight: 0 }], {
      pages: [{ name: 'page', weight: 1, operations: [['one'], ['part']] }],
    });
    expect(trafficOf(plan, 1).pages).toEqual({ page: [['one'], ['part']] });
    expect(stepsOf(plan).page).toEqual(['list', 'page']);
  });

  it.each<[string, Plan, string]>([
    [
      'wait for each other',
      planOf([
        get('a', { path: '/{y}', captures: { x: 'x' } }),
        get('b', { path: '/{x}', captures: { y: 'y' } }),
      ]),
      'needs a value that is only known after it',
    ],
    ['have the same name', planOf([get('a'), get('a')]), 'there are two things called "a"'],
    [
      'capture the same name',
      planOf([get('a', { captures: { x: 'x' } }), get('b', { captures: { x: 'x' } })]),
      'there are two things called "x"',
    ],
    [
      'are not there',
      planOf([get('a')], { journeys: [{ name: 'j', weight: 1, operations: ['b'] }] }),
      'there is no operation "b"',
    ],
  ])('refuses operations that %s', (_, plan, reason) => expect(() => trafficOf(plan, 1)).toThrow(reason));
});

describe('a plan.json', () => {
  it.each([
    ['is not JSON', '{', 'it is not JSON'],
    [
      'has an unknown field',
      JSON.stringify({ ...planOf([get('a')]), wieght: 1 }),
      'it has an unknown field "wieght"',
    ],
    [
      'has a path that begins with no slash',
      JSON.stringify(planOf([get('a', { path: 'http://elsewhere' })])),
      '"operations[0].path" must match pattern',
    ],
  ])('that %s is refused', (_, text, reason) => expect(() => readPlan(text)).toThrow(reason));
});
