import { describe, expect, it } from 'vitest';
import type { Experiment } from '../model/experiment.ts';
import { CLAIM, planOf, refusalOf } from './testing/planned.ts';

const { arm: _arm, against: _against, ratio: _ratio, ...TABLE } = CLAIM;

const STAIRCASE = {
  model: 'staircase',
  offers: 'users',
  from: 100,
  factor: 1.5,
  to: 300,
  thinkTimeMs: 10_000,
  datasetSize: 1000,
  warmUpSec: 5,
  settleSec: 4,
  steadySec: 10,
  carriedWhile: { p95Ms: 500, correctShare: 0.99 },
} as const;

describe('an experiment', () => {
  it('may climb a staircase of users, level by level', () => {
    const [load] = planOf({ load: STAIRCASE, measures: ['carriedUsers'] }).profile.loads;
    expect(load).toMatchObject({
      load: { model: 'closed', users: 225, thinkTimeMs: 10_000 },
      carriedWhile: { p95Ms: 500, correctShare: 0.99 },
    });
    expect(load!.phases.map(({ name, kind, durationMs, level }) => [name, kind, durationMs, level])).toEqual([
      ['up to 100', 'ramp-up', 1000, 100],
      ['warm-up', 'warm-up', 5000, 100],
      ['100 users', 'steady', 10_000, 100],
      ['up to 150', 'ramp-up', 1000, 150],
      ['settling at 150', 'warm-up', 4000, 150],
      ['150 users', 'steady', 10_000, 150],
      ['up to 225', 'ramp-up', 1000, 225],
      ['settling at 225', 'warm-up', 4000, 225],
      ['225 users', 'steady', 10_000, 225],
    ]);
  });

  it('may climb a staircase of arrivals', () => {
    const { thinkTimeMs: _, ...arrivals } = { ...STAIRCASE, offers: 'arrivals' as const, factor: 2 };
    const [load] = planOf({ load: arrivals, measures: ['carriedPerSec'] }).profile.loads;
    expect(load).toMatchObject({ load: { model: 'open', arrivalRatePerSec: 200 } });
    expect(load!.phases.map(({ name, level }) => [name, level])).toEqual([
      ['warm-up', 100],
      ['100 arrivals a second', 100],
      ['settling at 200', 200],
      ['200 arrivals a second', 200],
    ]);
  });

  it('may have an arm for each row of a table', () => {
    const { arms } = planOf({ design: 'row-by-row', factors: { cache: ['none', 'redis'], servers: [1, 2] } });
    expect(arms.map(({ levels }) => levels)).toEqual([
      { cache: 'none', servers: 1 },
      { cache: 'redis', servers: 2 },
    ]);
  });
});

describe('an experiment is refused if it has', () => {
  it.each<[string, Partial<Experiment>, RegExp]>([
    [
      'a measure of what is carried without a staircase',
      { measures: ['carriedUsers'] },
      /"carriedUsers" needs a staircase that offers users/,
    ],
    [
      'one in another unit',
      { load: STAIRCASE, measures: ['carriedPerSec'] },
      /"carriedPerSec" needs a staircase that offers arrivals/,
    ],
    [
      'a staircase of one level',
      { load: { ...STAIRCASE, to: 149 } },
      /its staircase has fewer than two levels: 100 times 1.5 is more than 149 users/,
    ],
    [
      'a staircase with more users than accounts',
      { load: { ...STAIRCASE, to: 1200 } },
      /its load has 1139 users, but its data set has only 1000/,
    ],
    [
      'a claim about what is carried at a fixed load',
      { measures: ['goodputPerSec'], claim: { ...CLAIM, measure: 'goodputPerSec' } },
      /its claim is about what is carried, which a fixed load cannot show: offer a staircase/,
    ],
    [
      'rows of unequal length',
      { design: 'row-by-row', factors: { cache: ['none', 'redis'], servers: [1] } },
      /its factors do not have equally many levels/,
    ],
    [
      'two equal rows',
      { design: 'row-by-row', factors: { cache: ['none', 'redis', 'none'], servers: [1, 2, 1] } },
      /two of its arms are equal/,
    ],
    [
      'a row of a claim about no arm',
      { claim: { ...TABLE, rows: [{ name: 'x', figure: 1, arm: { cache: 'memory-and-redis' } }] } },
      /which is not one of its arms/,
    ],
    [
      'a row without an arm or a reason',
      { claim: { ...TABLE, rows: [{ name: '+ S3', figure: 1 }] } },
      /the row "\+ S3" of its claim needs either an arm, or why it is not reached/,
    ],
  ])('%s', (_what, changes, sentence) => {
    expect(refusalOf(() => planOf(changes))).toMatch(sentence);
  });
});
