import { describe, expect, it } from 'vitest';
import type { ConvertOptions } from './conversion.ts';
import { fromHar } from './from-har.ts';
import { entriesIn } from './har.ts';
import { readPlan } from './read-plan.ts';
import { type Recorded, recording } from './testing/recording.ts';
import { SHOP, SHOP_RECORDING } from './testing/shop.ts';
import { trafficOf } from './traffic-of.ts';

const READS: ConvertOptions = { writes: false, userColumns: [] };
const WRITES = { ...READS, writes: true };
const convert = (requests: Recorded[], options: ConvertOptions & { host?: string } = READS) =>
  fromHar(recording(requests), options);
const get = (path: string, body: unknown = {}, more: Partial<Recorded> = {}): Recorded => ({
  url: `${SHOP}${path}`,
  body,
  ...more,
});
const operationIn = (requests: Recorded[], name: string, options = READS) =>
  convert(requests, options).plan.operations.find((each) => each.name === name);
const pathsOf = (paths: string[], body: (path: string) => unknown = () => 'text') =>
  convert(paths.map((path) => get(path, body(path)))).plan.operations.map(({ name }) => name);

describe('the recording of a shop', () => {
  it('becomes the operations of one host, with what was left out and why', () => {
    const { plan, origin, thinkTimeMs } = convert(SHOP_RECORDING);
    expect(origin).toBe(SHOP);
    expect(plan.operations.map(({ name, weight }) => [name, weight])).toEqual([
      ['GET /', 1],
      ['GET /login', 1],
      ['GET /api/session', 0],
      ['GET /api/products?page', 0],
      ['GET /api/categories', 0],
      ['GET /api/products/{productId}', 2],
      ['GET /api/search?q&key', 2],
      ['GET /api/orders/{orderId}', 1],
    ]);
    const leftOut = plan.leftOut!.map(
      ({ kind, name, reason, count }) => `${kind} ${name} (${count}): ${reason}`,
    );
    expect(leftOut).toEqual([
      'host cdn.example (1): it is another host than the system',
      'host stats.example (1): it is another host than the system',
      'asset application/javascript (1): browsers keep files of this type',
      'asset image/png (1): browsers keep files of this type',
      'operation GET /api/coupons (1): it was answered 404 in the recording',
      'operation POST /api/cart (1): it may change data: only GET and HEAD are converted unless writes are asked for',
      'operation POST /api/cart/{cartId}/checkout (1): it may change data: only GET and HEAD are converted unless writes are asked for',
    ]);
    expect(thinkTimeMs).toBeGreaterThan(4_000);
  });

  it('takes tokens and ids from the responses that they came from', () => {
    const { plan } = convert(SHOP_RECORDING);
    const captures = plan.operations.flatMap(({ name, captures = {} }) =>
      Object.entries(captures).map(([capture, from]) => [name, capture, from]),
    );
    expect(captures).toEqual([
      ['GET /api/session', 'token', 'accessToken'],
      ['GET /api/products?page', 'productId', 'items.#.id'],
    ]);
    expect(
      trafficOf(plan, 1).journeys.find(({ name }) => name === 'GET /api/products/{productId}')!.steps,
    ).toEqual(['GET /api/session', 'GET /api/products?page', 'GET /api/products/{productId}']);
    expect(plan.operations.find(({ name }) => name === 'GET /api/products/{productId}')).toMatchObject({
      path: '/api/products/{productId}',
      headers: { authorization: 'Bearer {token}' },
    });
  });

  it('logs users in with the token of the form, and with credentials of the environment or of a users file', () => {
    const { logIn, variables } = convert(SHOP_RECORDING);
    expect(logIn).toMatchObject([
      {
        method: 'GET',
        path: '/login',
        captures: { csrf: { after: ' value="', before: '"' } },
        cookies: true,
      },
      {
        method: 'POST',
        path: '/login',
        redirects: 1,
        cookies: true,
        body: {
          form: { csrf: '{csrf}', email: `\${SECRET_LOGIN_EMAIL}`, password: `\${SECRET_LOGIN_PASSWORD}` },
        },
      },
    ]);
    expect(variables.map(({ name }) => name)).toEqual([
      'SECRET_KEY',
      'SECRET_ORDER_ID',
      'SECRET_LOGIN_EMAIL',
      'SECRET_LOGIN_PASSWORD',
    ]);
    const [, own] = convert(SHOP_RECORDING, { ...READS, userColumns: ['email', 'password'] }).logIn;
    expect(own!.body).toEqual({ form: { csrf: '{csrf}', email: '{email}', password: '{password}' } });
  });

  it('without the cookies and tokens that it needs says why they are not there', () => {
    expect(convert(SHOP_RECORDING).notes).toEqual([]);
    const exported = SHOP_RECORDING.map(({ headers: _, responseHeaders: __, ...rest }) => rest);
    expect(convert(exported).notes).toEqual([
      expect.stringContaining('unless you export it with sensitive data'),
    ]);
    expect(convert(exported.filter(({ form }) => form === undefined)).notes).toEqual([]); // nobody logs in
  });

  it('with writes has them in their order, with people made up', () => {
    const { plan } = convert(SHOP_RECORDING, WRITES);
    expect(plan.journeys).toEqual([
      {
        name: 'writes, as recorded',
        weight: 1,
        operations: ['POST /api/cart', 'POST /api/cart/{cartId}/checkout'],
      },
    ]);
    expect(plan.operations.find(({ name }) => name === 'POST /api/cart')).toMatchObject({
      body: { json: { count: 1, note: 'for Ada', street: '{street}' } },
      values: { street: { fake: 'street' } },
      captures: { cartId: 'cartId' },
    });
    expect(plan.operations.find(({ name }) => name === 'POST /api/cart/{cartId}/checkout')).toMatchObject({
      path: '/api/cart/{cartId}/checkout',
      body: { json: { cartId: '{cartId}' } },
      status: 201,
    });
    expect(readPlan(JSON.stringify(plan))).toEqual(plan);
  });
});

describe('paths', () => {
  it.each<[string, string[], string[]]>([
    ['numbers are parameters', ['/items/1', '/items/22'], ['GET /items/{itemId}']],
    [
      'so are UUIDs, even one',
      ['/carts/7f1c2d3e-9a8b-4c5d-8e7f-0a1b2c3d4e5f/lines'],
      ['GET /carts/{cartId}/lines'],
    ],
    [
      'versions and words are not',
      ['/v1/items', '/v2/items', '/v3/items'],
      ['GET /v1/items', 'GET /v2/items', 'GET /v3/items'],
    ],
    [
      'three like names with hyphens are',
      ['/shop/red-shirt', '/shop/blue-hat', '/shop/old-shoe'],
      ['GET /shop/{shop}'],
    ],
    ['two are not', ['/shop/red-shirt', '/shop/blue-hat'], ['GET /shop/red-shirt', 'GET /shop/blue-hat']],
    ['several parameters have different names', ['/a/1/a/2'], ['GET /a/{aId}/a/{aId 2}']],
    ['queries are told apart by their names', ['/s?a=1', '/s?a=2', '/s?b=1'], ['GET /s?a', 'GET /s?b']],
  ])('%s', (_, paths, names) => expect(pathsOf(paths)).toEqual(names));

  it('words are parameters if three of them get responses of the same shape', () => {
    const paths = ['/c/hats', '/c/shoes', '/c/shirts'];
    expect(pathsOf(paths, () => ({ id: 1 }))).toEqual(['GET /c/{c}']);
    expect(pathsOf(paths, (path) => ({ [path]: 1 }))).toHaveLength(3);
  });
});

describe('what takes part', () => {
  it('is chosen by media type, not by what stands in a query', () => {
    expect(pathsOf(['/render?file=a.png', '/a.png'], (path) => (path === '/a.png' ? '' : {}))).toContain(
      'GET /render?file',
    );
    const image = get('/picture', '', { type: 'image/webp' });
    expect(convert([get('/a'), image]).plan.operations).toHaveLength(1);
  });

  it('is on the host that is named', () => {
    const elsewhere = { url: 'https://api.example/x', body: {} };
    expect(convert([get('/a'), get('/b'), elsewhere]).origin).toBe(SHOP);
    expect(
      convert([get('/a'), get('/b'), elsewhere], { ...READS, host: 'api.example' }).plan.operations.map(
        ({ name }) => name,
      ),
    ).toEqual(['GET /x']);
  });

  it('is a request with what its redirects led to', () => {
    const requests = [get('/old', '', { status: 302, redirectUrl: '/new' }), get('/new', { id: 1 })];
    expect(convert(requests).plan.operations).toMatchObject([{ name: 'GET /old', redirects: 1, weight: 1 }]);
    const away = [
      get('/a'),
      get('/out', '', { status: 302, redirectUrl: 'https://login.example/' }),
      { url: 'https://login.example/', body: '' },
    ];
    expect(convert(away).plan.leftOut).toContainEqual({
      kind: 'operation',
      name: 'GET /out',
      reason: 'it leads to another host, login.example',
      count: 1,
    });
  });

  it('counts what browsers had kept as a success', () => {
    expect(operationIn([get('/a', '', { status: 304 })], 'GET /a')).not.toHaveProperty('status');
  });

  it('leaves out what cannot be sent', () => {
    const requests = [get('/a'), get('/b', {}, { form: { a: '1' } }), get('/c', '', { status: 0 })];
    expect(convert(requests, WRITES).plan.operations.map(({ name }) => name)).toEqual(['GET /a', 'POST /b']);
    expect(() => convert([get('/a', {}, { json: { a: 1 } })])).toThrow('No operation is left');
  });

  it('needs a recording', () => {
    for (const other of [{ log: {} }, { log: null }, [], null, 'log']) expect(entriesIn(other)).toBeNull();
    expect(entriesIn({ log: { entries: [] } })).toEqual([]);
  });
});

describe('weights and pages', () => {
  it('count what was sent by itself, less what others are preceded by', () => {
    const list = get('/things', [{ id: 'thing-0001' }, { id: 'thing-0002' }]);
    const requests = [list, list, list, get('/things/thing-0001'), get('/things/thing-0002')];
    expect(convert(requests).plan.operations.map(({ name, weight }) => [name, weight])).toEqual([
      ['GET /things', 1],
      ['GET /things/{thingId}', 2],
    ]);
  });

  it('make what follows within a second a page, in the order of what it needs', () => {
    const visit = (at: number): Recorded[] => [
      get('/shop', 'x', { at, page: 'p' }),
      get('/api/list', { first: 'thing-0001' }, { at: at + 100, page: 'p' }),
      get('/api/user', {}, { at: at + 100, page: 'p' }),
      get('/api/things/thing-0001', {}, { at: at + 300, page: 'p' }),
    ];
    const { plan, thinkTimeMs } = convert([
      ...visit(0),
      ...visit(10_000),
      get('/api/user', {}, { at: 20_000, page: 'p' }),
    ]);
    expect(plan.pages).toEqual([
      {
        name: 'page of GET /shop',
        weight: 2,
        operations: [['GET /shop'], ['GET /api/list', 'GET /api/user'], ['GET /api/things/{thingId}']],
      },
    ]);
    expect(plan.operations.find(({ name }) => name === 'GET /api/user')!.weight).toBe(1);
    expect(thinkTimeMs).toBe(9_650);
  });
});

describe('captures', () => {
  const uses = (value: string, response: Partial<Recorded>) =>
    convert([get('/first', {}, response), get(`/second?v=${encodeURIComponent(value)}`)]).plan;
  const captured = (value: string, response: Partial<Recorded>) =>
    uses(value, response).operations[0]!.captures;

  it.each<[string, string, Partial<Recorded>, unknown]>([
    ['six characters of a JSON body', 'abcdef', { body: { a: { b: 'abcdef' } } }, 'a.b'],
    ['a number', '123456', { body: { 'a.b': 123456 } }, 'a\\.b'],
    ['any item of a list', 'abcdef', { body: { list: [{ id: 'x' }, { id: 'abcdef' }] } }, 'list.#.id'],
    ['a header', 'abcdef', { responseHeaders: { 'X-Next': 'abcdef' } }, { header: 'x-next' }],
    [
      'a cookie',
      'q8Wn3Kf92LmVx0',
      { responseHeaders: { 'Set-Cookie': 'XSRF-TOKEN=q8Wn3Kf92LmVx0; Path=/' } },
      { cookie: 'XSRF-TOKEN' },
    ],
    [
      'a field of a page',
      'q8Wn3Kf92LmVx0',
      { body: '<input name="t" value="q8Wn3Kf92LmVx0">' },
      { after: ' value="', before: '"' },
    ],
    ['five characters that look random', 'a1b2c', { body: { a: 'a1b2c' } }, 'a'],
  ])('are made of %s', (_, value, response, source) =>
    expect(captured(value, response)).toEqual({ v: source }),
  );

  it.each<[string, string, Partial<Recorded>]>([
    ['five characters', 'abcde', { body: { a: 'abcde' } }],
    ['a date', '2026-03-01', { body: { a: '2026-03-01' } }],
    ['a word of a page', 'abcdef', { body: '<p>abcdef</p>' }],
    ['a response of the same request', 'abcdef', { url: `${SHOP}/second?v=abcdef`, body: { a: 'abcdef' } }],
    ['a response that came later', 'abcdef', { at: 60_000, body: { a: 'abcdef' } }],
  ])('are not made of %s', (_, value, response) =>
    expect(JSON.stringify(uses(value, response))).not.toContain('captures'),
  );

  it('explain half of the requests at least', () => {
    const list = get('/list', ['abcdef', 'ghijkl']);
    const asks = (...values: string[]) => values.map((value) => get(`/one?v=${value}`));
    expect(operationIn([list, ...asks('abcdef', 'uvwxyz')], 'GET /one?v')!.path).toBe('/one?v={v}');
    expect(operationIn([list, ...asks('abcdef', 'uvwxyz')], 'GET /list')!.captures).toEqual({ v: '#' });
    expect(operationIn([list, ...asks('abcdef', 'uvwxyz', 'zyxwvu')], 'GET /one?v')!.values).toEqual({
      v: { list: ['abcdef', 'uvwxyz', 'zyxwvu'] },
    });
  });
});
