import { describe, expect, it } from 'vitest';
import type { Route } from '../model/route.ts';
import type { SystemConfig } from '../model/system-config.ts';
import { metricsOf } from './own-metrics.ts';
import { ownSystem, type ReadConfig, slugOf, withSecrets } from './own-system.ts';

const CONFIG: SystemConfig = {
  name: 'Corner Shop',
  url: 'http://127.0.0.1:3000',
  targets: [{ p95Ms: 200 }],
  load: { ratePerSec: 50 },
  routes: { home: { method: 'GET', path: '/?key=$' + '{API_KEY}' } },
};

const read = (changes: Partial<SystemConfig> = {}, more: Partial<ReadConfig> = {}): ReadConfig => ({
  config: { ...CONFIG, ...changes },
  where: 'proofload.config.ts',
  sectionOf: (place) => `targets[${place}]`,
  planned: null,
  scenarioFile: null,
  users: [],
  ...more,
});

const options = { users: 0, ratePerSec: 50, quick: false, servers: [], randomSeed: 1 };

describe('a system of one’s own', () => {
  it('is a platform with nothing of a document, and what is sent to it', () => {
    const { platform, world } = ownSystem(read());
    expect(platform).toMatchObject({
      slug: 'corner-shop',
      title: 'Corner Shop',
      document: 'proofload.config.ts',
    });
    for (const field of ['documented', 'population', 'caches', 'dataChecks'])
      expect(platform).not.toHaveProperty(field);
    expect(platform.profileFor(options).loads.map(({ name }) => name)).toEqual(['open']);
    expect(platform.scenario.loadFile).toMatch(/planned\.ts$/);
    expect(world).toEqual({
      input: {
        traffic: { routes: CONFIG.routes, journeys: [{ name: 'home', weight: 1, steps: ['home'] }] },
        users: [],
        writes: false,
      },
      logIn: [],
      userCount: null,
    });
  });

  it('takes the token of its metrics from the environment only', () => {
    const { config, where } = read({
      telemetry: { metrics: [{ url: 'http://127.0.0.1:1/metrics', token: 's3cret' }] },
    });
    const refusal = () => metricsOf({ config, where }, {});
    expect(refusal).toThrow('telemetry.metrics[0] has its token written out');
    expect(refusal).not.toThrow('s3cret');
  });

  it('gets its secrets from the environment, as they are written in a path, a header and a login', () => {
    const logIn = { method: 'POST', path: '/in', body: { form: { code: '$' + '{CODE}' } } } as const;
    const { world } = ownSystem(
      read({ headers: { cookie: 'c=$' + '{CODE}' }, users: { logIn } }, { users: [{ email: 'a' }] }),
    );
    const { input, logIn: filled } = withSecrets(world, { API_KEY: 'a&{b}', CODE: '{x}' }, 'x');
    expect(input.traffic.routes.home).toMatchObject({
      path: '/?key=a%26%7Bb%7D',
      headers: { cookie: 'c={{x}' },
    });
    expect(filled).toMatchObject([{ body: { form: { code: '{{x}' } } }]);
    expect(() => withSecrets(world, { API_KEY: 'a' }, 'x')).toThrow('CODE is not set');
  });

  it('has one account that everyone shares, if it has a login but no file of users', () => {
    const logIn = { method: 'POST', path: '/in', captures: { token: 'token' } } as const;
    const { world } = ownSystem(read({ users: { logIn }, token: '{token}' }));
    expect([world.input.users, world.userCount]).toEqual([[{}], null]);
  });

  it('may take several requests to log in, whose captures are all values of the user', () => {
    const logIn: Route[] = [
      { method: 'GET', path: '/in', captures: { csrf: { after: 'value="', before: '"' } } },
      { method: 'POST', path: '/in', body: { form: { csrf: '{csrf}' } }, captures: { token: 'token' } },
    ];
    const { world } = ownSystem(
      read({ users: { logIn }, headers: { 'x-csrf': '{csrf}' }, token: '{token}' }),
    );
    expect(world.logIn).toEqual(logIn);
  });

  it('has a scenario of its own if there is one, which may say all that is sent', () => {
    const { routes: _, ...config } = CONFIG;
    const { platform, world } = ownSystem({ ...read({}, { scenarioFile: '/shop/scenario.ts' }), config });
    expect(platform.scenario).toEqual({
      loadFile: '/shop/scenario.ts',
      firstRequestFile: '/shop/scenario.ts',
    });
    expect(world.input.traffic).toEqual({ routes: {}, journeys: [] });
  });

  it.each<[string, Partial<SystemConfig>, Partial<ReadConfig>, string]>([
    ['without an address', { url: '' }, {}, 'url must be the address of a system'],
    ['with a secret in its address', { url: 'http://a:b@127.0.0.1' }, {}, 'without a user name or a query'],
    ['without a load', { load: {} }, {}, 'it offers no load'],
    [
      'with more users than its file has',
      { load: { users: 3 } },
      { users: [{ email: 'a' }] },
      'load.users is 3, but the users file has only 1 user',
    ],
    [
      'with a plan and routes',
      {},
      { planned: { plan: { schemaVersion: 1, operations: [] }, traffic: { routes: {}, journeys: [] } } },
      'it has both a plan and routes',
    ],
  ])('is refused %s', (_, changes, more, reason) => {
    expect(() => ownSystem(read(changes, more))).toThrow(reason);
  });

  it('is refused when nothing says what is sent', () => {
    const { routes: _, ...config } = CONFIG;
    expect(() => ownSystem({ ...read(), config })).toThrow('it does not say what is sent');
  });
});

it.each([
  ['Corner Shop', 'corner-shop'],
  ['127.0.0.1:3000/api/items', '127-0-0-1-3000-api-items'],
  ['Łódź & Co.', 'odz-co'],
  ['../../etc', 'etc'],
  ['日本', 'own-system'],
])('the folders of %s are called %s', (name, slug) => expect(slugOf(name)).toBe(slug));
