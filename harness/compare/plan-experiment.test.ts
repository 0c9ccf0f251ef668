import { describe, expect, it } from 'vitest';
import type { Experiment } from '../model/experiment.ts';
import { loadPlatform, platformSlugs } from '../run/load-platform.ts';
import { checkExperiment, readExperiment, shippedExperiments } from './experiment-file.ts';
import { expectedDurationMs } from './experiment-time.ts';
import { planExperiment } from './plan-experiment.ts';
import { CLAIM, GOOD, planOf, refusalOf } from './testing/planned.ts';

const TVET = await loadPlatform('tvet-connect');
const CLOSED = {
  model: 'closed',
  users: 700,
  thinkTimeMs: 2000,
  datasetSize: 1000,
  warmUpSec: 5,
  steadySec: 20,
} as const;
const { question: _question, ...withoutQuestion } = GOOD;

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

  it('may have a closed load: its users arrive, warm up and are judged', () => {
    const plan = planOf({ load: CLOSED });
    expect(plan.profile).toEqual({
      loads: [
        {
          name: 'closed',
          load: { model: 'closed', users: 700, thinkTimeMs: 2000 },
          generatorProcesses: 1,
          phases: [
            { name: 'ramp-up', kind: 'ramp-up', durationMs: 3000 }, // 700 users, 334 a second
            { name: 'warm-up', kind: 'warm-up', durationMs: 5000 },
            { name: 'steady', kind: 'steady', durationMs: 20_000 },
          ],
        },
      ],
    });
    // 20 s once; 2 arms of 4 repetitions, each 28 s of load and 14 s around it
    expect(expectedDurationMs(plan)).toBe(20_000 + 8 * (28_000 + 14_000));
    expect(planOf({}).profile.loads.map(({ load }) => load.model)).toEqual(['open']);
  });

  it('may have two equal arms if that is its design', () => {
    const { arms } = planOf({ design: 'a-a', factors: { cache: ['redis', 'redis'] } });
    expect(arms.map(({ topology }) => topology.cache)).toEqual(['redis', 'redis']);
    expect(new Set(arms.map(({ name }) => name)).size).toBe(2);
  });
});

it('names the factor or the measure that was meant', () => {
  const refused = (changes: Partial<Experiment>) => () => planOf(changes);
  expect(refused({ factors: { server: [1, 2] } })).toThrow(
    expect.objectContaining({ hint: expect.stringMatching(/^Did you mean servers\? /) }),
  );
  expect(refused({ measures: ['goodputPerSecond'] })).toThrow(
    expect.objectContaining({ hint: expect.stringMatching(/^Did you mean goodputPerSec\? /) }),
  );
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
      /"two" is not a level of "servers": it must be a whole number or a list/,
    ],
    [
      'a level out of range',
      { factors: { servers: [1, 5] } },
      /5 is not a level of "servers": it must be at most 4/,
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
      'a claim about none of its arms',
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
      "a setting that is not the platform's own",
      { base: { platform: { cache: 'none' } } },
      /its base has the setting "cache", which tvet-connect does not have/,
    ],
  ])('%s', (_what, changes, sentence) => {
    expect(refusalOf(() => planOf(changes))).toMatch(sentence);
  });

  it("a level that a platform's own factor does not have, among the arms or in the base", () => {
    const plan = (changes: Partial<Experiment>) => planExperiment({ ...GOOD, ...changes }, TVET);
    const wrong = /"often" is not a level of "cachedSessions": it must be true or false/;
    expect(refusalOf(() => plan({ factors: { cachedSessions: [true, 'often'] } }))).toMatch(wrong);
    expect(refusalOf(() => plan({ base: { platform: { cachedSessions: 'often' } } }))).toMatch(wrong);
    const { arms } = plan({ base: { platform: { cachedSessions: false } } });
    expect(arms.map(({ topology }) => [topology.cache, topology.platform])).toEqual([
      ['none', { cachedSessions: false }],
      ['redis', { cachedSessions: false }],
    ]);
  });

  it.each<[string, object, RegExp]>([
    ['a field that is missing', withoutQuestion, /it has no "question"/],
    ['an unknown field', { ...GOOD, repetition: 4 }, /it has an unknown field "repetition"/],
    ['too few repetitions', { ...GOOD, repetitions: 3 }, /"repetitions" must be at least 4/],
    [
      'a load of an unknown model',
      { ...GOOD, load: { ...GOOD.load, model: 'ajar' } },
      /"load.model" must be one of "open", "closed", "staircase"\.$/,
    ],
    [
      'a closed load with a rate',
      { ...GOOD, load: { ...CLOSED, ratePerSec: 10 } },
      /"load" has an unknown field "ratePerSec"/,
    ],
    [
      'a closed load without users',
      { ...GOOD, load: { ...GOOD.load, model: 'closed' } },
      /"load" has no "users"/,
    ],
    [
      'a wrong field within',
      { ...GOOD, load: { ...GOOD.load, datasetSize: 'many' } },
      /"load.datasetSize" must be a whole number/,
    ],
    [
      'an unknown factor in the base',
      { ...GOOD, base: { colour: 1 } },
      /"base" has an unknown field "colour"/,
    ],
  ])('%s', (_what, experiment, sentence) => {
    expect(refusalOf(() => checkExperiment(experiment, 'mine.json'))).toMatch(sentence);
  });

  it('more users than accounts', () => {
    expect(refusalOf(() => planOf({ load: { ...CLOSED, users: 1001 } }))).toMatch(
      /its load has 1001 users, but its data set has only 1000 who can log in/,
    );
  });

  it('an unknown name, or a missing file', async () => {
    await expect(readExperiment('caches', TVET)).rejects.toMatchObject({
      code: 'EXPERIMENT_NOT_FOUND',
      hint: expect.stringMatching(/^Did you mean cache\? .* cache,/),
    });
    await expect(readExperiment('./nowhere.json', TVET)).rejects.toMatchObject({
      code: 'EXPERIMENT_NOT_FOUND',
    });
  });
});

describe('the experiments that come with Proofload', async () => {
  const shipped = await shippedExperiments(TVET);

  it("are the questions to any platform, and the platform's own", () => {
    expect(shipped.map(({ name }) => name)).toEqual([
      'a-a',
      'cache',
      'gzip',
      'indexes',
      'pgbouncer',
      'pool',
      'redis-cluster',
      'replica',
      'servers',
      'sessions',
    ]);
    expect(new Set(shipped.map(({ platform }) => platform))).toEqual(new Set(['tvet-connect']));
  });

  it.each(shipped.map((experiment) => [experiment.name, experiment] as const))(
    '%s can be carried out',
    (_name, experiment) => {
      const plan = planExperiment(experiment, TVET);
      expect(plan.arms.length).toBeGreaterThan(1);
      expect(expectedDurationMs(plan)).toBeLessThan(20 * 60_000);
    },
  );

  it.each(platformSlugs())('judge only the claims of the document of %s', async (slug) => {
    const platform = await loadPlatform(slug);
    const claims = (await shippedExperiments(platform)).flatMap(({ claim }) => claim ?? []);
    expect(claims.filter(({ source }) => source.document !== platform.document)).toEqual([]);
  });
});
