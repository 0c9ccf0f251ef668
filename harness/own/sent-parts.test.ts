import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Plan, PlanOperation } from '../model/plan.ts';
import type { SystemConfig } from '../model/system-config.ts';
import { trafficOf } from '../project/plan/traffic-of.ts';
import type { ReadConfig } from './own-system.ts';
import { sentParts } from './sent-parts.ts';

const CONFIG: SystemConfig = {
  name: 'Shop',
  url: 'http://127.0.0.1:3000',
  targets: [{ p95Ms: 200 }],
  load: { ratePerSec: 5 },
};
const LIST: PlanOperation = {
  name: 'list',
  method: 'GET',
  path: '/items?name={name}',
  weight: 3,
  values: { name: { fake: 'city' } },
};
const ITEM: PlanOperation = { name: 'item', method: 'GET', path: '/items/1', weight: 1 };

const read = (config: Partial<SystemConfig>, more: Partial<ReadConfig> = {}): ReadConfig => ({
  config: { ...CONFIG, ...config },
  where: 'proofload.config.ts',
  sectionOf: (place) => `targets[${place}]`,
  planned: null,
  scenarioFile: null,
  users: [],
  ...more,
});
const planned = (operations: PlanOperation[], more: Partial<Plan> = {}, randomSeed = 1) => {
  const plan: Plan = { schemaVersion: 1, operations, ...more };
  return sentParts(read({}, { planned: { plan, traffic: trafficOf(plan, randomSeed) } }));
};

/** The names of the parts that differ. */
const differing = (one: Record<string, string>, other: Record<string, string>) =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((name) => one[name] !== other[name]);

describe('the parts of what is sent', () => {
  it('are those of a plan, each with a hash', async () => {
    const journeys = [{ name: 'buy', weight: 1, operations: ['list', 'item'] }];
    const parts = await planned([LIST, ITEM], { journeys });
    expect(Object.keys(parts)).toEqual(['request list', 'request item', 'journey buy']);
    expect(parts['request list']).toMatch(/^[0-9a-f]{64}$/);
  });

  it('differ where the plan does, and in nothing else', async () => {
    const before = await planned([LIST, ITEM]);
    expect(differing(before, await planned([LIST, { ...ITEM, path: '/items/2' }]))).toEqual(['request item']);
    expect(differing(before, await planned([{ ...LIST, weight: 4 }, ITEM]))).toEqual(['request list']);
    const other: PlanOperation = { ...LIST, values: { name: { fake: 'country' } } };
    expect(differing(before, await planned([other, ITEM]))).toEqual(['request list']);
    expect(differing(before, await planned([LIST]))).toEqual(['request item']);
    const { name, ...rest } = LIST;
    const leftOut = [{ kind: 'host', name: 'cdn.test', reason: 'not this one' } as const];
    expect(await planned([ITEM, { ...rest, name }], { leftOut }, 2)).toEqual(before);
  });

  it('are those of a config', async () => {
    const routes: SystemConfig['routes'] = { home: { method: 'GET', path: '/' } };
    const before = await sentParts(read({ routes }));
    expect(Object.keys(before)).toEqual(['request home']);
    const also = (config: Partial<SystemConfig>) => sentParts(read({ routes, ...config }));
    const changed: [Partial<SystemConfig>, string[]][] = [
      [{ targets: [{ p95Ms: 100 }], url: 'http://127.0.0.1:4000' }, []],
      [{ routes: { home: { method: 'HEAD', path: '/' } } }, ['request home']],
      [{ journeys: [{ name: 'home', weight: 1, steps: ['home'] }] }, ['journey home']],
      [{ values: { id: [1, 2] } }, ['list of values id']],
      [{ token: '$' + '{TOKEN}' }, ['headers of every request']],
      [{ users: { logIn: { method: 'POST', path: '/in' } } }, ['login']],
      [{ writes: true }, ['permission to write']],
    ];
    for (const [config, names] of changed) expect(differing(before, await also(config))).toEqual(names);
  });

  it('hold nothing of the values of users', async () => {
    const of = (users: ReadConfig['users']) => sentParts(read({}, { users }));
    const before = await of([{ email: 'a', password: 'b' }]);
    expect(await of([{ password: 'other', email: 'c' }])).toEqual(before);
    expect(differing(before, await of([{ email: 'a' }]))).toEqual(['users']);
    expect(
      differing(
        before,
        await of([
          { email: 'a', password: 'b' },
          { email: 'c', password: 'd' },
        ]),
      ),
    ).toEqual(['users']);
  });
});

describe('the scenario of a system of one’s own', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'proofload-sent-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** The parts of a config with this scenario, in a file of this name. */
  async function partsOf(text: string, name = 'scenario.ts') {
    await writeFile(join(folder, name), text);
    return sentParts(read({}, { scenarioFile: join(folder, name) }));
  }

  it('counts as it is run, with what it imports, wherever it is kept', async () => {
    await writeFile(join(folder, 'paths.ts'), "export const path = '/a';");
    const scenario = `
      import { defineScenario } from 'proofload/scenario';
      import { path } from './paths.ts';
      // chooses what to read
      export default defineScenario({ path });`;
    const before = await partsOf(scenario);
    expect(Object.keys(before)).toEqual(['scenario']);
    expect(await partsOf(scenario.replace('chooses', 'draws'), 'moved.ts')).toEqual(before);
    await writeFile(join(folder, 'paths.ts'), "export const path = '/b';");
    expect(await partsOf(scenario)).not.toEqual(before);
  });

  it('that does not compile is refused', async () => {
    await expect(partsOf('export default defineScenario({')).rejects.toMatchObject({
      code: 'SCENARIO_INVALID',
    });
  });
});
