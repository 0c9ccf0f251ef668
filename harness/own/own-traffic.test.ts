import { describe, expect, it } from 'vitest';
import type { Traffic } from '../model/traffic.ts';
import { completedTraffic, writtenTraffic } from './own-traffic.ts';

const WHERE = 'proofload.config.ts';
const LIST = { method: 'GET', path: '/items?page={page}', captures: { id: 'items.0.id' } } as const;
const READ = { method: 'GET', path: '/items/{id}' } as const;

const traffic = (changes: Partial<Traffic> = {}): Traffic => ({
  routes: { list: LIST, read: READ },
  journeys: [{ name: 'look', weight: 1, steps: ['list', 'read'] }],
  values: { page: [1, 2] },
  ...changes,
});

function refusal(changed: Traffic, config = {}, given: string[] | null = []): string {
  try {
    completedTraffic(changed, config, given, WHERE);
  } catch (error) {
    return (error as Error).message;
  }
  return 'it was accepted';
}

describe('what a config says is sent', () => {
  it('is one journey for each route, unless it says more', () => {
    expect(writtenTraffic({ routes: { list: LIST } }, WHERE)).toEqual({
      routes: { list: LIST },
      journeys: [{ name: 'list', weight: 1, steps: ['list'] }],
    });
    expect(writtenTraffic({}, WHERE)).toBeNull();
    expect(() => writtenTraffic({ values: { a: [1] } }, WHERE)).toThrow('it has values, but no routes');
  });

  it('gets the token and the headers of the config, unless a request has its own', () => {
    const own = { ...READ, headers: { 'X-Tenant': 'b', authorization: 'Basic {basic}' } };
    const { routes } = completedTraffic(
      traffic({ routes: { list: LIST, read: own } }),
      { token: '{token}', headers: { 'x-tenant': 'a' } },
      ['token', 'basic'],
      WHERE,
    );
    expect(routes.list).toEqual({ ...LIST, token: '{token}', headers: { 'x-tenant': 'a' } });
    expect(routes.read).toEqual(own);
  });
});

describe('what cannot be sent is refused before anything is started', () => {
  it('a value that nothing gives', () => {
    expect(refusal(traffic())).toBe('it was accepted');
    const backwards = traffic({ journeys: [{ name: 'look', weight: 1, steps: ['read', 'list'] }] });
    expect(refusal(backwards)).toContain(
      '"read" in the journey "look" sends {id}, which is neither a column',
    );
    expect(refusal(backwards, {}, ['id'])).toBe('it was accepted');
    expect(refusal(backwards, {}, null)).toBe('it was accepted'); // a scenario may give it
  });

  it('a value that a page captures only in a later group', () => {
    const visit = (pages: Traffic['pages']) =>
      refusal(
        traffic({ ...(pages && { pages }), journeys: [{ name: 'look', weight: 1, steps: ['shelf'] }] }),
      );
    expect(visit({ shelf: [['list'], ['read']] })).toBe('it was accepted');
    expect(visit({ shelf: [['list', 'read']] })).toContain('sends {id}');
    expect(visit({ shelf: [['list'], ['nothing']] })).toContain('the page "shelf" has the request "nothing"');
  });

  it('a step that is neither a route nor a page', () => {
    const lost = traffic({ journeys: [{ name: 'look', weight: 1, steps: ['constructor'] }] });
    expect(refusal(lost)).toContain('the journey "look" has the step "constructor", which is neither');
  });

  it('a request that writes, unless writes are allowed', () => {
    const add = traffic({
      routes: { add: { method: 'POST', path: '/items' } },
      journeys: [{ name: 'add', weight: 1, steps: ['add'] }],
    });
    expect(refusal(add)).toContain('the request add is a POST, and only GET and HEAD are sent');
    expect(refusal(add, { writes: true })).toBe('it was accepted');
  });

  it.each<[string, Partial<Traffic['routes'][string]>, string]>([
    [
      'an open brace',
      { headers: { a: 'Bearer $' + '{TOKEN} {' } },
      'has a brace that no name and closing brace follow',
    ],
    [
      'an open brace in a body',
      { body: { json: { a: ['{'] } } },
      'has a brace that no name and closing brace follow',
    ],
    ['half an escape', { path: '/a%zz?q=%zz' }, 'has a % that does not start an encoded character'],
  ])('%s, which k6 would quote with secrets in it', (_, changes, reason) => {
    const route = { method: 'GET', path: '/', ...changes } as const;
    expect(refusal({ routes: { a: route }, journeys: [{ name: 'a', weight: 1, steps: ['a'] }] })).toContain(
      reason,
    );
  });

  it.each([
    [{ authorization: 'Bearer abc' }, 'authorization'],
    [{ cookie: 'sid=abc' }, 'cookie'],
    [{ 'X-Api-Key': 'abc' }, 'X-Api-Key'],
  ])('a secret that is written out: %j', (headers, name) => {
    expect(refusal(traffic(), { headers })).toContain(`has the value of "${name}" written out`);
  });

  it('but not a secret from the environment or the user, nor a header that holds none', () => {
    const headers = { authorization: 'Bearer $' + '{TOKEN}', cookie: 'sid={sid}', 'x-author': 'me' };
    expect(refusal(traffic(), { headers }, ['sid'])).toBe('it was accepted');
    expect(refusal(traffic(), { token: 'abc' })).toContain('has the value of "token" written out');
  });
});
