import { describe, expect, it } from 'vitest';
import type { Route } from '../model/route.ts';
import { shownRequest } from './shown-request.ts';

const VALUES = { page: [3, 4], 'name of add': ['Ada & Bob'], tags: [true] };
const KEY = '$' + '{API_KEY}';
const shown = (route: Partial<Route>) => shownRequest({ method: 'POST', path: '/', ...route }, VALUES);

describe('a request as people may see it', () => {
  it('has values filled in, and names for what only the run knows', () => {
    expect(
      shown({
        path: `/items/{id}?page={page}&q={name of add}&key=${KEY}`,
        headers: { 'x-page': '{page}', cookie: 'sid={sid}', 'x-basic': `Basic ${KEY}` },
        token: '{token}',
        body: {
          json: { a: '{page}', b: ['at {page}', '{{x}', 1, null], c: { d: '{name of add}', e: '{user}' } },
        },
      }),
    ).toEqual({
      method: 'POST',
      path: `/items/{id}?page=3&q=Ada%20%26%20Bob&key=${KEY}`,
      headers: {
        'x-page': '3',
        cookie: 'sid={sid}',
        'x-basic': `Basic ${KEY}`,
        authorization: 'Bearer {token}',
      },
      body: '{"a":3,"b":["at 3","{x}",1,null],"c":{"d":"Ada & Bob","e":"{user}"}}',
    });
  });

  it.each<[string, Partial<Route>]>([
    ['a query', { path: '/?key=hunter2-secret&page={page}' }],
    ['a field of JSON', { body: { json: { user: { password: 'hunter2-secret' } } } }],
    ['a field of a form', { body: { form: { name: 'a', client_secret: 'hunter2-secret' } } }],
    ['a part', { body: { multipart: [{ name: 'password', value: 'hunter2-secret' }] } }],
    ['a text', { body: { text: '{{"password": "hunter2-secret", "n": 1}' } }],
    ['GraphQL', { body: { json: { query: 'mutation {{ login(password: "hunter2-secret") {{ id } }' } } }],
    ['a header', { headers: { 'x-api-key': 'hunter2-secret' } }],
  ])('hides a secret that is written out in %s', (_, route) => {
    const text = JSON.stringify(shown(route));
    expect(text).not.toContain('hunter2');
    expect(text).toContain('***');
  });

  it('hides what looks random', () => {
    expect(shown({ body: { json: { note: 'q8Wn3Kf92LmVx0PbTz' } } }).body).toBe('{"note":"***"}');
  });

  it('shows other bodies in a few words, and no more of a long one than people read', () => {
    expect(shown({ body: { file: 'picture.png' } }).body).toBe('file picture.png');
    expect(
      shown({
        body: {
          multipart: [
            { name: 'f', file: 'a.txt' },
            { name: 'n', value: '{page}' },
          ],
        },
      }).body,
    ).toBe('f: file a.txt\nn: 3');
    expect(shown({ body: { text: 'long '.repeat(9_999) } }).body).toHaveLength(2_001);
  });
});
