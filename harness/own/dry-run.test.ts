import { describe, expect, it } from 'vitest';
import type { SystemConfig } from '../model/system-config.ts';
import { dryRunOf, tooSmallFor } from './dry-run.ts';
import { ownSystem, type ReadConfig } from './own-system.ts';

const variable = (name: string) => `\${${name}}`;

const CONFIG: SystemConfig = {
  name: 'Corner Shop',
  url: 'http://127.0.0.1:3000',
  targets: [{ p95Ms: 200 }],
  load: { ratePerSec: 50 },
  routes: {
    home: { method: 'GET', path: `/?key=${variable('API_KEY')}` },
    item: { method: 'GET', path: '/items/{id}', token: variable('API_TOKEN') },
  },
  journeys: [
    { name: 'look', weight: 3, steps: ['home'] },
    { name: 'read', weight: 1, steps: ['item'] },
  ],
  values: { id: [1, 2] },
  users: { logIn: { method: 'POST', path: '/in', body: { form: { code: variable('CODE') } } } },
  telemetry: { metrics: [{ url: 'http://127.0.0.1:3000/metrics', token: variable('METRICS_TOKEN') }] },
};

const sectionOf = (place: number) => `targets[${place}]`;
const READ: Omit<ReadConfig, 'config'> = {
  where: 'x',
  sectionOf,
  planned: null,
  scenarioFile: null,
  users: [],
};

it('says what would be sent, how often, and which variables a run reads', () => {
  const read: ReadConfig = { ...READ, config: CONFIG };
  const system = ownSystem(read);
  const options = { users: 0, ratePerSec: 50, quick: false, servers: [], randomSeed: 1 };
  const profile = system.platform.profileFor(options);
  const dryRun = dryRunOf({ read, system, profile, env: { API_KEY: 'k', CODE: '' } });
  expect(dryRun).toMatchObject({
    host: 'loopback',
    users: 1,
    logIn: [{ method: 'POST', path: '/in', body: `code=${variable('CODE')}` }],
    loads: profile.loads,
    routes: [
      { name: 'home', share: 0.75, path: `/?key=${variable('API_KEY')}` },
      { name: 'item', share: 0.25, path: '/items/{id}', example: { path: '/items/1' } },
    ],
  });
  expect(dryRun.variables.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
    { name: 'API_KEY', isSet: true },
    { name: 'API_TOKEN', isSet: false },
    { name: 'CODE', isSet: false },
    { name: 'METRICS_TOKEN', isSet: false },
  ]);
});

describe('a load that is too small', () => {
  const tooSmall = (targets: SystemConfig['targets'], load: SystemConfig['load']) =>
    tooSmallFor(ownSystem({ ...READ, config: { ...CONFIG, targets, load } }));

  it('is named for each target that it cannot show, with what it takes', () => {
    const targets = [{ p95Ms: 200 }, { availability: 0.999 }, { availability: 0.99, route: 'item' }];
    expect(tooSmall(targets, { ratePerSec: 20 })).toEqual([
      { target: 'availability', requestsNeeded: 3688, requestsPlanned: 1520 },
    ]);
    // A quarter of the requests go to this route.
    expect(tooSmall(targets, { ratePerSec: 19 })).toEqual([
      { target: 'availability', requestsNeeded: 3688, requestsPlanned: 1444 },
      { target: 'availability.item', requestsNeeded: 368, requestsPlanned: 361 },
    ]);
  });

  it('is not one of users and a rate that together send enough', () => {
    const targets = [{ availability: 0.999 }];
    expect(tooSmall(targets, { ratePerSec: 20, users: 28 })).toEqual([
      { target: 'availability', requestsNeeded: 3688, requestsPlanned: 3648 },
    ]);
    expect(tooSmall(targets, { ratePerSec: 20, users: 29 })).toEqual([]);
  });
});
