import { describe, expect, it } from 'vitest';
import type { Experiment } from '../../model/experiment.ts';
import { compareArms } from './compare-arms.ts';
import { compared, QUERIES, type Values } from './testing/compared.ts';
import { EXPERIMENT, experimentRun, observedArms, P95 } from './testing/simulated-experiment.ts';

describe('the answer', () => {
  const answerOf = (values: Values[], levels: Experiment['factors'][string]) => {
    const run = experimentRun({ ...EXPERIMENT, factors: { cache: levels } });
    const arms = observedArms(run, [P95], ({ arm, block }) => values[arm]![block]!);
    return compareArms({ run, arms, measures: [P95] }).answer;
  };
  const three = ['none', 'redis', 'memory-and-redis'];

  it('compares every arm with the baseline, and each with the one before it, in the first measure', () => {
    const values = [
      [20, 20.2, 20.1, 20],
      [10, 10.1, 10, 10],
      [5, 5.1, 5, 5],
    ];
    expect(answerOf(values, three)).toBe(
      'P95 response time against none: Redis 50% shorter (49.8% to 50.4%) and memory and Redis 75% shorter (74.6% to 75.3%); against Redis: memory and Redis 50% shorter (49% to 50%).',
    );
  });

  it('says so when no difference was seen, or there is too little data', () => {
    const same = [10, 10.4, 9.8, 10];
    expect(answerOf([same, [10.2, 10, 10.1, 9.9], [10, 30, 5, 12]], three)).toBe(
      'P95 response time against none: no difference was seen with Redis; there is too little data on memory and Redis; against Redis: there is too little data on memory and Redis.',
    );
  });

  it('names the other measures that differ when the first does not', () => {
    const [once, same, twice] = [
      [10, 10.4, 9.8, 10],
      [10.2, 10, 10.1, 9.9],
      [20, 20.8, 19.6, 20],
    ];
    const answerTo = (first: Values, second: Values) =>
      compared([
        [P95, once!, first],
        [QUERIES, once!, second],
      ]).answer;
    expect(answerTo(same!, twice!)).toMatch(
      /^Redis: no difference from none was seen in p95 response time \(.+\)\. Differences were seen in database queries a second\.$/,
    );
    expect(answerTo(twice!, same!)).not.toContain('Differences');
    expect(answerTo(same!, same!)).not.toContain('Differences');
  });
});
