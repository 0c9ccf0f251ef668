import { describe, expect, it } from 'vitest';
import { ProofloadError } from '../model/errors.ts';
import type { Experiment } from '../model/experiment.ts';
import { loadPlatform } from '../run/platforms.ts';
import { parseExperiment, readExperiment, shippedExperiments } from './experiment-file.ts';
import { expectedDurationMs } from './experiment-time.ts';
import { factorsOf } from './factors/index.ts';
import { planExperiment } from './plan-experiment.ts';

const FACTORS = factorsOf({ cacheTtlSec: {}, factors: [] });

const GOOD: Experiment = {
  schemaVersion: 1,
  name: 'mine',
  platform: 'tvet-connect',
  question: 'Does a cache help?',
  factors: { cache: ['none', 'redis'] },
  design: 'full',
  load: { ratePerSec: 100, users: 1000, warmUpSec: 5, steadySec: 20 },
  measures: ['responseTimeP95Ms', 'databaseQueriesPerSec'],
  repetitions: 4,
};

function refusalOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(ProofloadError);
    const { code, message, hint } = error as ProofloadError;
    expect(code).toBe('EXPERIMENT_INVALID');
    expect(hint).toContain('Nothing was started.');
    return message;
  }
  throw new Error('it was not refused');
}
const planOf = (changes: Partial<Experiment>) => planExperiment({ ...GOOD, ...changes }, FACTORS);
const CLAIM = {
  id: 'x',
  statement: 'x',
  source: { document: 'x', section: 'x' },
  measure: 'databaseQueriesPerSec',
  arm: { cache: 'redis' },
  against: { cache: 'none' },
  operator: '<=',
  ratio: 0.3,
} as const;

describe('an experiment that makes sense', () => {
  it('has an arm for each level, and the same open load for each', () => {
    const { arms, varied, profile } = planOf({ claim: CLAIM });
    expect(arms.map(({ topology, isBaseline }) => [topology.cache, isBaseline])).toEqual([
      ['none', true],
      ['redis', false],
    ]);
    expect(varied).toEqual(['cache']);
    expect(profile.loads[0]).toMatchObject({ load: { model: 'open', arrivalRatePerSec: 100 } });
  });

  it('may have two equal arms when that is what it is about', () => {
    const { arms } = planOf({ design: 'a-a', factors: { cache: ['redis', 'redis'] } });
    expect(arms.map(({ topology }) => topology.cache)).toEqual(['redis', 'redis']);
    expect(new Set(arms.map(({ name }) => name)).size).toBe(2);
  });
});

describe('an experiment that cannot be carried out is refused with one sentence', () => {
  it.each<[string, Partial<Experiment>, RegExp]>([
    [
      'an unknown factor',
      { factors: { colour: ['red', 'blue'] } },
      /there is no factor "colour"; there are servers, /,
    ],
    [
      'a level of the wrong type',
      { factors: { servers: [1, 'two'] } },
      /"two" is not a level of "servers": it must be integer/,
    ],
    [
      'a level out of range',
      { factors: { servers: [1, 5] } },
      /5 is not a level of "servers": it must be <= 4/,
    ],
    [
      'a level that does not exist',
      { factors: { cache: ['none', 'memcached'] } },
      /"memcached" is not a level of "cache": it must be one of "none", "redis", "memory-and-redis"/,
    ],
    ['one arm', { factors: { cache: ['redis'] } }, /it has only one arm/],
    ['no factor at all', { factors: {} }, /it has only one arm/],
    ['a level twice', { factors: { cache: ['redis', 'redis'] } }, /"cache" has the level "redis" twice/],
    ['equal arms that differ', { design: 'a-a' }, /its arms must be equal/],
    [
      'contradicting factors',
      { factors: { poolMax: [5, 100] } },
      /the arm "[^"]*5[^"]*" contradicts itself: a pool of at most 5 connections cannot keep 10/,
    ],
    [
      'weights for other servers',
      { factors: { weights: [null, [3, 2]] } },
      /contradicts itself: there are 2 weights for 3 servers/,
    ],
    ['an unknown measure', { measures: ['happiness'] }, /there is no measure "happiness"; there are /],
    [
      'a claim about something that is not measured',
      { claim: { ...CLAIM, measure: 'hitRatio' } },
      /its claim is about "hitRatio"/,
    ],
    [
      'a claim about no arm of it',
      { claim: { ...CLAIM, against: { cache: 'memory-and-redis' } } },
      /which is not one of its arms/,
    ],
    [
      'a look after its end',
      { stopEarly: { fromRepetition: 4 } },
      /it can stop early after 4 repetitions only/,
    ],
  ])('%s', (_what, changes, sentence) => {
    expect(refusalOf(() => planOf(changes))).toMatch(sentence);
  });

  it.each<[string, Partial<Experiment>, RegExp]>([
    [
      'a factor of another platform',
      { factors: { cachedSessions: [true, false] } },
      /there is no factor "cachedSessions"; there are servers, /,
    ],
    [
      'a setting that the platform does not have',
      { base: { platform: { colour: 'red' } } },
      /its base has the setting "colour", which tvet-connect does not have/,
    ],
    [
      'a setting that is none of the platform alone',
      { base: { platform: { cache: 'none' } } },
      /its base has the setting "cache", which tvet-connect does not have/,
    ],
  ])('%s', (_what, changes, sentence) => {
    expect(refusalOf(() => planOf(changes))).toMatch(sentence);
  });

  it("a level that a platform's own factor does not have, among the arms or in the base", async () => {
    const factors = factorsOf(await loadPlatform('tvet-connect'));
    const plan = (changes: Partial<Experiment>) => planExperiment({ ...GOOD, ...changes }, factors);
    const wrong = /"often" is not a level of "cachedSessions": it must be boolean/;
    expect(refusalOf(() => plan({ factors: { cachedSessions: [true, 'often'] } }))).toMatch(wrong);
    expect(refusalOf(() => plan({ base: { platform: { cachedSessions: 'often' } } }))).toMatch(wrong);
    const { arms } = plan({ base: { platform: { cachedSessions: false } } });
    expect(arms.map(({ topology }) => [topology.cache, topology.platform])).toEqual([
      ['none', { cachedSessions: false }],
      ['redis', { cachedSessions: false }],
    ]);
  });

  it.each<[string, string, RegExp]>([
    ['no JSON', '{', /it is not JSON/],
    ['a field that is missing', JSON.stringify({ ...GOOD, question: undefined }), /it has no "question"/],
    [
      'a field nobody knows',
      JSON.stringify({ ...GOOD, repetition: 4 }),
      /it has "repetition", which is unknown/,
    ],
    ['too few repetitions', JSON.stringify({ ...GOOD, repetitions: 3 }), /"repetitions" must be >= 4/],
    [
      'a wrong field within',
      JSON.stringify({ ...GOOD, load: { ...GOOD.load, users: 'many' } }),
      /"load.users" must be integer/,
    ],
    [
      'an unknown factor in the base',
      JSON.stringify({ ...GOOD, base: { colour: 1 } }),
      /"base" has "colour", which is unknown/,
    ],
  ])('%s', (_what, text, sentence) => {
    expect(refusalOf(() => parseExperiment(text, 'mine.json'))).toMatch(sentence);
  });

  it('a name that none has, or a file that is not there', async () => {
    await expect(readExperiment('caches')).rejects.toMatchObject({
      code: 'EXPERIMENT_NOT_FOUND',
      hint: expect.stringContaining('cache,'),
    });
    await expect(readExperiment('./nowhere.json')).rejects.toMatchObject({ code: 'EXPERIMENT_NOT_FOUND' });
  });
});

describe('the experiments that come with Proofload', async () => {
  const shipped = await shippedExperiments();

  it('are about every claim that was promised, and two of our own', () => {
    const withClaim = shipped.filter(({ claim }) => claim !== undefined).map(({ name }) => name);
    expect(withClaim).toEqual([
      'cache',
      'gzip',
      'indexes',
      'pgbouncer',
      'pool',
      'redis-cluster',
      'replica',
      'servers',
    ]);
    const others = shipped.filter(({ claim }) => claim === undefined).map(({ name }) => name);
    expect(others).toEqual(['a-a', 'sessions']);
  });

  it.each(shipped.map((experiment) => [experiment.name, experiment] as const))(
    '%s can be carried out',
    async (_name, experiment) => {
      const plan = planExperiment(experiment, factorsOf(await loadPlatform(experiment.platform)));
      expect(plan.arms.length).toBeGreaterThan(1);
      expect(expectedDurationMs(plan)).toBeLessThan(20 * 60_000);
    },
  );
});
