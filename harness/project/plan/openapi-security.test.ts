import { describe, expect, it } from 'vitest';
import { answers, convert, described, sends } from './testing/descriptions.ts';
import { TICKET_DESK } from './testing/ticket-desk.ts';

describe('security', () => {
  const secured = (scheme: object, more: object = {}) =>
    convert(
      described(
        { '/a': { get: answers({}) }, '/open': { get: { security: [], ...answers({}) } } },
        { security: [{ s: [] }], components: { securitySchemes: { s: scheme } }, ...more },
      ),
    ).plan.operations;

  it.each([
    [
      'a key in a header',
      { type: 'apiKey', in: 'header', name: 'X-Key' },
      { headers: { 'X-Key': `\${SECRET_X_KEY}` } },
    ],
    ['a key in the query', { type: 'apiKey', in: 'query', name: 'key' }, { path: `/a?key=\${SECRET_KEY}` }],
    [
      'a name and a password',
      { type: 'http', scheme: 'basic' },
      { headers: { Authorization: `Basic \${SECRET_BASIC_CREDENTIALS}` } },
    ],
    [
      'a token',
      { type: 'oauth2', flows: {} },
      { headers: { Authorization: `Bearer \${SECRET_BEARER_TOKEN}` } },
    ],
  ])('%s comes from the environment', (_, scheme, expected) => {
    const [own, open] = secured(scheme);
    expect(own).toMatchObject(expected);
    expect(open).not.toHaveProperty('headers');
  });

  it('is the first way that a request can take, or none', () => {
    const securitySchemes = {
      certificate: { type: 'mutualTLS' },
      digest: { type: 'http', scheme: 'digest' },
      key: { type: 'apiKey', in: 'header', name: 'X-Key' },
    };
    const sent = (...ways: string[]) => {
      const security = ways.map((way) => ({ [way]: [] }));
      const text = described({ '/a': { get: answers({}) } }, { security, components: { securitySchemes } });
      return convert(text).plan.operations[0]!.headers;
    };
    expect(sent('certificate', 'digest', 'key')).toEqual({ 'X-Key': `\${SECRET_X_KEY}` });
    expect(sent('certificate', 'digest')).toBeUndefined();
  });

  it('takes the login from the columns of the users file that sound like its fields', () => {
    const { logIn, variables } = convert(TICKET_DESK, { writes: false, userColumns: ['Username', 'passwd'] });
    expect(logIn[0]!.body).toEqual({ json: { email: '{Username}', password: '{passwd}' } });
    expect(variables).toEqual([]);
  });

  it('is the cookie that a login sets, if the description authorises by it', () => {
    const password = {
      type: 'object',
      required: ['user', 'password'],
      properties: { user: {}, password: {} },
    };
    const text = (name: string) =>
      described(
        { '/login': { post: { security: [], ...sends(password).post } }, '/a': { get: answers({}) } },
        {
          security: [{ session: [] }],
          components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie', name } } },
        },
      );
    const { plan, logIn, variables } = convert(text('sid'), {
      writes: false,
      userColumns: ['user', 'password'],
    });
    expect(logIn).toMatchObject([{ path: '/login', captures: { token: { cookie: 'sid' } } }]);
    expect(plan.operations).toMatchObject([{ name: 'GET /a', headers: { Cookie: 'sid={token}' } }]);
    expect(variables).toEqual([]);
  });
});
