import { describe, expect, it } from 'vitest';
import type { LoadInput } from '../../../harness/model/traffic.ts';
import { namesIn } from './needs-of.ts';
import { sentOf } from './sent.ts';

const INPUT: LoadInput = {
  traffic: {
    routes: {
      list: { method: 'GET', path: '/items?page={page}', captures: { id: 'items.0.id' } },
      read: { method: 'GET', path: '/items/{id}' },
      me: { method: 'GET', path: '/me', token: '{token}' },
    },
    pages: { shelf: [['list'], ['read']] },
    journeys: [
      { name: 'look', weight: 1, steps: ['shelf'] },
      { name: 'me', weight: 2, steps: ['me'] },
    ],
    values: { page: [1, 2], unused: ['x'] },
  },
  users: [
    { email: 'a', token: 't-a' },
    { email: 'b', token: 't-b' },
  ],
  writes: false,
};

it('finds every name that a request is filled in with, but not those that it captures', () => {
  expect(
    namesIn({
      method: 'POST',
      path: '/{a}?q={b}&{{c}',
      headers: { x: '{d}' },
      token: '{e}',
      body: { json: { list: ['{f}', { deep: 'x{g}y' }], n: 1 } },
      checks: [{ path: 'id', equals: '{h}' }],
      captures: { i: { after: '{j}', before: '}' } },
    }),
  ).toEqual(['a', 'b', 'd', 'e', 'f', 'g', 'h']);
});

describe('traffic as k6 uses it', () => {
  it('knows what each step is and needs, and which lists a journey draws from', () => {
    const { data, system } = sentOf(INPUT);
    expect(system).toEqual({ routes: INPUT.traffic.routes, pages: INPUT.traffic.pages });
    expect(data.journeys).toEqual([
      { weight: 1, steps: ['shelf'], draws: [['page']] },
      { weight: 2, steps: ['me'], draws: [] },
    ]);
    expect(data.steps).toMatchObject({ shelf: 'page', me: 'route' });
    expect(data.needs).toMatchObject({ shelf: ['page'], read: ['id'], me: ['token'] });
  });

  it('draws in groups those of its lists that belong together', () => {
    const { traffic } = INPUT;
    const values = { page: [1, 2], size: [3, 4], colour: ['r'], unused: [5, 6] };
    const together = [['unused', 'page', 'size']];
    const list = { ...traffic.routes.list!, path: '/items?page={page}&size={size}&colour={colour}' };
    const routes = { ...traffic.routes, list };
    const { data, system } = sentOf({ ...INPUT, traffic: { ...traffic, routes, values, together } });
    expect(data.journeys[0]!.draws).toEqual([['page', 'size'], ['colour']]);
    expect(Object.keys(system)).toEqual(['routes', 'pages']);
  });

  it('has the values of all users in the same order', () => {
    const { data } = sentOf(INPUT);
    expect([data.fields, data.users]).toEqual([
      ['email', 'token'],
      [
        ['a', 't-a'],
        ['b', 't-b'],
      ],
    ]);
  });

  it('sends first what is sent most often, and of a page its first request', () => {
    expect(sentOf(INPUT).data).toMatchObject({ heaviest: 1, firstRoute: 'me' });
    const { traffic } = INPUT;
    const shelfFirst = { ...traffic, journeys: [{ name: 'look', weight: 9, steps: ['shelf'] }] };
    expect(sentOf({ ...INPUT, traffic: shelfFirst }).data).toMatchObject({ heaviest: 0, firstRoute: 'list' });
  });

  it('is refused when a scenario made something of it that may not or cannot be sent', () => {
    const { traffic } = INPUT;
    const sent =
      (changes: Partial<LoadInput['traffic']>, writes = false) =>
      () =>
        sentOf({ ...INPUT, writes, traffic: { ...traffic, ...changes } });
    const add = { routes: { ...traffic.routes, add: { method: 'POST', path: '/items' } as const } };
    expect(sent(add)).toThrow('add is a POST request, and only GET and HEAD may be sent');
    expect(sent(add, true)).not.toThrow();
    expect(sent({ journeys: [] })).toThrow('there is no journey');
    expect(sent({ journeys: [{ name: 'x', weight: 1, steps: ['y'] }] })).toThrow(
      'the journey x has the step y',
    );
  });
});
