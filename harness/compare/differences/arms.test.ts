import { describe, expect, it } from 'vitest';
import { compareArms } from './compare-arms.ts';
import { compared, NONE, QUERIES, REDIS } from './testing/compared.ts';
import { EXPERIMENT, experimentRun, observedArms, P95 } from './testing/simulated-experiment.ts';

describe('an arm', () => {
  it.each(['refuted', 'unknown'])('with a factor that is %s is compared with nobody', (status) => {
    const comparison = compared([[QUERIES, NONE, REDIS]], {}, ([, redis]) => {
      Object.assign(redis!.proofs[0]!, { status, reason: 'There was no hit.' });
    });
    expect(comparison).toMatchObject({
      status: 'invalid',
      arms: [{ isValid: true }, { isValid: false, medians: { databaseQueriesPerSec: 290 } }],
      differences: [],
      answer: 'There is no answer, for cache: Redis cannot be used: There was no hit.',
      notes: ['cache: Redis cannot be used: There was no hit.'],
    });
  });

  it('without any proof of its factor is no proved arm', () => {
    const comparison = compared([[QUERIES, NONE, REDIS]], {}, ([none]) => {
      none!.proofs = [];
    });
    expect(comparison.answer).toBe(
      'There is no answer, for cache: none cannot be used: nothing was seen that proves its cache.',
    );
  });

  it('without a valid repetition is compared with nobody', () => {
    const comparison = compared([[QUERIES, NONE, REDIS]], {}, ([none]) => {
      for (const repetition of none!.repetitions)
        Object.assign(repetition, { isValid: false, reasons: ['Arrivals were dropped.'] });
    });
    expect(comparison).toMatchObject({ status: 'invalid', differences: [] });
    expect(comparison.answer).toContain('cache: none cannot be used: Arrivals were dropped.');
    expect(comparison.arms[0]!.medians).toEqual({ databaseQueriesPerSec: null });
  });

  it('of which nothing was observed is invalid', () => {
    const run = experimentRun(EXPERIMENT);
    const comparison = compareArms({ run, arms: [], measures: [P95] });
    expect(comparison).toMatchObject({ status: 'invalid', differences: [] });
    expect(comparison.answer).toContain('no repetition of it was carried out');
  });
});

it('an experiment that was cut short says how far it came', () => {
  const run = { ...experimentRun({ ...EXPERIMENT, repetitions: 6 }), state: 'aborted' as const };
  const arms = observedArms(run, [P95], () => 1);
  for (const arm of arms) arm.repetitions = arm.repetitions.filter(({ block }) => block < 5);
  expect(compareArms({ run, arms, measures: [P95] }).notes).toEqual([
    '5 of 6 repetitions were carried out: the experiment is aborted.',
  ]);
});
