import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { guardRoutes } from './core/access.ts';
import { call, startTestApp } from './testing/app.ts';

/** Needs no database: no request without a session gets that far. */
let app: FastifyInstance;

beforeAll(async () => {
  app = await startTestApp({
    DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
    CACHE: 'none',
    POOL_MIN: '0',
  });
});
afterAll(() => app?.close());

/** Every route of the app, read from the tree that Fastify prints: a line is "│   └── /:id (GET, PUT)". */
function routesOf(tree: string): string[] {
  const path: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent, segment, methods] = /^([│ ]*)[├└]── (\S+)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? [];
    if (indent === undefined || segment === undefined) return [];
    path.splice(indent.length / 4, Number.POSITIVE_INFINITY, segment);
    return methods ? methods.split(', ').map((method) => `${method} ${path.join('')}`) : [];
  });
}

test('every route but two refuses a request without a token', async () => {
  const routes = routesOf(app.printRoutes({ commonPrefix: false }));
  expect(routes).toHaveLength(19);
  const open: string[] = [];
  for (const route of routes) {
    const { statusCode } = await call(app, null, route.replaceAll(/:\w+/g, 'x'));
    if (statusCode !== 401) open.push(route);
  }
  expect(open.sort()).toEqual(['GET /health', 'POST /auth/login']);
});

function bareApp(): FastifyInstance {
  const bare = Fastify();
  guardRoutes(bare, {
    limiters: [{ limit: { name: 'general' } }],
    unauthenticatedLimit: 'general',
    metrics: { responsesOf: () => () => {}, timesOf: () => () => {} },
  } as never);
  return bare;
}

test('a route without an access rule cannot be registered', () => {
  const bare = bareApp();
  expect(() => bare.get('/forgotten', async () => 'secret')).toThrow('declares no access rule');
  expect(() =>
    bare.get('/open', { config: { access: { kind: 'anyone' } } }, async () => 'hello'),
  ).not.toThrow();
});

test('a route that makes a cache key from unvalidated input cannot be registered', () => {
  const config = { access: { kind: 'session' }, reads: () => null } as const;
  const params = { type: 'object', properties: { id: { type: 'string', maxLength: 64 } } };
  expect(() => bareApp().get('/things/:id', { config }, async () => '')).toThrow('no schema validates');
  expect(() => bareApp().get('/things', { config, schema: { params } }, async () => '')).toThrow();
  expect(() => bareApp().get('/things/:id', { config, schema: { params } }, async () => '')).not.toThrow();
});
