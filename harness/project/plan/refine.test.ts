import { describe, expect, it } from 'vitest';
import type { FirstAnswer } from '../../model/first-answer.ts';
import type { Plan, PlanOperation } from '../../model/plan.ts';
import type { Scalar } from '../../model/route.ts';
import type { Rehearsed } from '../../model/traffic.ts';
import { readPlan } from './read-plan.ts';
import { refinedPlan } from './refine.ts';
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

/** What two users were answered: by operation, what each of them captured, or the status of a failure. */
function tried(answers: Record<string, [Captured, Captured]>): Rehearsed[] {
  return Object.entries(answers).flatMap(([route, each], sequence) =>
    each.map((captured, user): Rehearsed => {
      const status = typeof captured === 'number' ? captured : 200;
      const outcome =
        typeof captured === 'number' ? (status === 0 ? 'timeout' : `status-${status}`) : 'correct';
      const answer = { outcome, status } as FirstAnswer;
      return { user, sequence, route, answer, captured: typeof captured === 'number' ? {} : captured };
    }),
  );
}
type Captured = Record<string, Scalar | null> | number;

const refine = (plan: Plan, answers: Parameters<typeof tried>[0], given: string[] = []) =>
  refinedPlan(plan, tried(answers), given);
const namesOf = ({ operations }: Plan) => operations.map(({ name }) => name);
const reasonsOf = ({ leftOut = [] }: Plan) =>
  Object.fromEntries(leftOut.map(({ name, reason }) => [name, reason]));

describe('a plan that two users have tried', () => {
  it('stays as it is when all of it works', () => {
    const plan = planOf([
      get('list', { captures: { id: 'items.#.id' } }),
      get('item', { path: '/items/{id}', headers: { 'x-of': '{email}' } }),
    ]);
    expect(refine(plan, { list: [{ id: 1 }, { id: 2 }], item: [{}, {}] }, ['email'])).toBe(plan);
  });

  it('loses what was never answered as it should be, by name and with the reason', () => {
    const plan = planOf([get('a'), get('b'), get('slow')]);
    const refined = refine(plan, { a: [{}, {}], b: [404, 404], slow: [0, 0] });
    expect(namesOf(refined)).toEqual(['a']);
    expect(reasonsOf(refined)).toEqual({ b: 'it was answered 404', slow: 'it was not answered in time' });
  });

  it('keeps what one of the users was answered', () => {
    const plan = planOf([get('a'), get('b')]);
    expect(refine(plan, { a: [{}, 500], b: [{}, {}] })).toBe(plan);
  });

  it('takes any 2xx where another one came than was expected', () => {
    const plan = planOf([get('a', { status: 201 }), get('b')]);
    expect(refine(plan, { a: [200, 200], b: [204, {}] }).operations).toEqual([
      get('a', { status: '2xx' }),
      get('b', { status: '2xx' }),
    ]);
  });

  it('loses what sends a value that one of them did not get', () => {
    const plan = planOf(
      [
        get('me', { captures: { cart: 'cart.id', name: 'name' } }),
        get('cart', { path: '/carts/{cart}', captures: { line: 'lines.#.id' } }),
        get('line', { path: '/lines/{line}' }),
        get('hello', { path: '/hello/{name}' }),
      ],
      {
        pages: [{ name: 'all', weight: 2, operations: [['me'], ['cart', 'hello'], ['line']] }],
        journeys: [{ name: 'lines', weight: 1, operations: ['line'] }],
      },
    );
    const me: [Captured, Captured] = [
      { cart: 7, name: 'Ada' },
      { cart: null, name: 'Bob' },
    ];
    const refined = refine(plan, { me, hello: [{}, {}], cart: [{ line: 1 }, 404] });
    expect(namesOf(refined)).toEqual(['me', 'hello']);
    expect(refined.operations[0]!.captures).toEqual({ name: 'name' });
    expect(refined.pages).toEqual([{ name: 'all', weight: 2, operations: [['me'], ['hello']] }]);
    expect(refined.journeys).toBeUndefined();
    expect(reasonsOf(refined)).toEqual({
      cart: 'its value {cart} was not in the response to me for every user',
      line: 'its value {line} was not in the response to cart for every user',
    });
  });

  it('loses what is only there for the sake of what is lost, and what is never reached', () => {
    const plan = planOf([
      get('list', { weight: 0, captures: { id: '#.id' } }),
      get('item', { path: '/{id}' }),
      get('home'),
    ]);
    const refined = refine(plan, { list: [{ id: 1 }, { id: 2 }], item: [500, 500], home: [{}, {}] });
    expect(reasonsOf(refined)).toEqual({
      item: 'it was answered 500',
      list: 'it only served operations that are left out',
    });
    const unreached = refine(planOf([get('home'), get('other')]), { home: [{}, {}] });
    expect(reasonsOf(unreached)).toEqual({
      other: 'it was never sent, because what comes before it failed',
    });
  });
});

it('an operation that leads to another host is left out with that reason', () => {
  const plan = planOf([get('a'), get('b')]);
  const rehearsed = tried({ a: [{}, {}], b: [0, 0] }).map((each) =>
    each.route === 'b' ? { ...each, answer: { ...each.answer, outcome: 'generator-refused' } } : each,
  );
  expect(reasonsOf(refinedPlan(plan, rehearsed, []))).toEqual({
    b: 'it leads to another host, where nothing is sent',
  });
});

describe('a value that both users got alike', () => {
  const config = (source: string | { header: string } = 'shop', more: Partial<PlanOperation> = {}) =>
    planOf([
      get('config', { captures: { shop: source }, ...more }),
      { ...get('send', { path: '/s/{shop}?of={{x}' }), body: { json: { at: '{shop}', of: ['a {shop}'] } } },
    ]);
  const both = (shop: Scalar): Record<string, [Captured, Captured]> => ({
    config: [{ shop }, { shop }],
    send: [{}, {}],
  });

  it('becomes a constant, with its own type in JSON and as a text elsewhere', () => {
    const refined = refine(config(), both(42));
    expect(refined.operations[0]).toEqual(get('config'));
    expect(refined.operations[1]).toMatchObject({
      path: '/s/42?of={{x}',
      body: { json: { at: 42, of: ['a 42'] } },
    });
  });

  it('becomes one too where only users differ in what they sent', () => {
    const refined = refine(config('shop', { headers: { 'x-of': '{email}' } }), both(42), ['email']);
    expect(refined.operations[1]!.path).toBe('/s/42?of={{x}');
  });

  it('is data, whatever is in it', () => {
    const refined = refine(config(), both('{email} $' + '{HOME}'));
    const { routes } = trafficOf(readPlan(JSON.stringify(refined)), 1);
    expect(routes.send).toMatchObject({ body: { json: { at: '{{email} $' + '{{HOME}' } } });
    expect(refine(config(), both('../a b?c#d%')).operations[1]!.path).toBe(
      '/s/..%2Fa%20b%3Fc%23d%25?of={{x}',
    );
  });

  it.each<[string, Plan, Scalar]>([
    ['it is drawn from a list', config('shops.#.id'), 42],
    ['it looks random', config(), 'q8Wn3Kf92LmVx0PbTz'],
    ['it is long', config(), 'word '.repeat(200)],
    ['its name says that it is a secret', config({ header: 'x-csrf-token' }), 'abc'],
    [
      'what was asked for varies',
      config('shop', { path: '/config?page={page}', values: { page: { list: [1, 2] } } }),
      42,
    ],
  ])('stays a capture when %s', (_, plan, value) => expect(refine(plan, both(value))).toBe(plan));

  it.each(['hunter2', 'password: hunter2'])('stays a capture when it is a secret of theirs: %s', (value) => {
    const plan = config();
    expect(refinedPlan(plan, tried(both(value)), [], new Set(['hunter2']))).toBe(plan);
  });

  it('differs for both: it stays a capture', () => {
    const plan = config();
    expect(refine(plan, { config: [{ shop: 1 }, { shop: 2 }], send: [{}, {}] })).toBe(plan);
  });
});
