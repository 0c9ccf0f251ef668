import { describe, expect, it } from 'vitest';
import type { TargetConfig } from '../model/system-config.ts';
import { type TargetContext, targetsOf } from './own-targets.ts';

const CONTEXT: TargetContext = {
  where: 'proofload.config.ts',
  sectionOf: (place) => `targets[${place}]`,
  loads: ['closed', 'open'],
  routes: ['items.list'],
};

const targets = (configs: TargetConfig[], changes: Partial<TargetContext> = {}) =>
  targetsOf(configs, { ...CONTEXT, ...changes });
const one = (config: TargetConfig, changes?: Partial<TargetContext>) => targets([config], changes)[0]!;

function refusal(config: TargetConfig, changes?: Partial<TargetContext>): string {
  try {
    one(config, changes);
  } catch (error) {
    return (error as Error).message;
  }
  return 'it was accepted';
}

describe('the short form of a target', () => {
  it('is a whole target: what is measured, where, and where it is promised', () => {
    expect(one({ p95Ms: 200 })).toEqual({
      id: 'p95',
      statement: '95% of requests are answered within 200 ms',
      indicator: { source: 'requests', statistic: 'quantile', q: 0.95 },
      operator: '<=',
      bound: 200,
      source: { document: 'proofload.config.ts', section: 'targets[0]' },
      phases: ['closed steady', 'open steady'],
    });
  });

  it.each<[TargetConfig, string, string]>([
    [{ p50Ms: 20 }, 'p50', '50% of requests are answered within 20 ms'],
    [
      { p99Ms: 1500, route: 'items.list' },
      'p99.items.list',
      '99% of requests for items.list are answered within 1,500 ms',
    ],
    [{ meanMs: 30 }, 'mean', 'Requests are answered within 30 ms on average'],
    [{ availability: 0.9995 }, 'availability', '99.95% of requests are answered correctly'],
    [{ ratePerSec: 450 }, 'rate', '450 requests a second are answered correctly'],
    [{ users: 200 }, 'users', '200 users at once'],
  ])('%j is called %s', (config, id, statement) => {
    expect(one(config)).toMatchObject({ id, statement });
  });

  it('may have an id and a statement of its own', () => {
    expect(one({ p95Ms: 200, id: 'fast', statement: 'It is fast' })).toMatchObject({
      id: 'fast',
      statement: 'It is fast',
    });
  });

  it('counts users while the p95 of all requests holds, if one is promised', () => {
    const [, , users] = targets([
      { p95Ms: 100, route: 'items.list' },
      { p95Ms: 200, id: 'fast' },
      { users: 9 },
    ]);
    expect(users!.indicator).toEqual({ source: 'users', statistic: 'minimum', while: 'fast' });
  });

  it('is judged in the loads that can show it', () => {
    expect(one({ ratePerSec: 9 }).phases).toEqual(['open steady']);
    expect(one({ ratePerSec: 9 }, { loads: ['closed'] }).phases).toEqual(['closed steady']);
    expect(one({ users: 9 }).phases).toEqual(['closed steady']);
    expect(one({ p95Ms: 9, load: 'open' }).phases).toEqual(['open steady']);
  });
});

it('a target may be any indicator with its bound', () => {
  expect(
    one({ indicator: { source: 'gauge', gauge: 'cpu', statistic: 'mean' }, operator: '<', bound: 1.5 }),
  ).toMatchObject({ id: 'mean-cpu-use', statement: 'Mean CPU use < 1.5', bound: 1.5, operator: '<' });
});

describe('a target is refused', () => {
  it.each<[string, TargetConfig, string]>([
    ['without a promise', { route: 'items.list' }, 'promises nothing: give one of p50Ms'],
    ['with two promises', { p95Ms: 1, availability: 1 }, 'has both p95Ms and availability'],
    [
      'about a route that does not exist',
      { p95Ms: 1, route: 'nowhere' },
      'is about the route "nowhere", which is never sent',
    ],
    [
      'with a bound beside a short form',
      { p95Ms: 1, bound: 2 },
      'has an operator or a bound, but p95Ms says both',
    ],
    [
      'as an indicator without a bound',
      { indicator: { source: 'users', statistic: 'minimum' }, operator: '>' },
      'needs an operator and a bound',
    ],
  ])('%s', (_, config, reason) => {
    expect(refusal(config)).toContain(`proofload.config.ts cannot be used: targets[0] ${reason}`);
  });

  it('when no load can show it', () => {
    expect(refusal({ users: 9 }, { loads: ['open'] })).toContain('needs a closed load: give load.users');
    expect(refusal({ p95Ms: 9, load: 'open' }, { loads: ['closed'] })).toContain(
      'needs an open load: give load.ratePerSec',
    );
  });
});
