import { describe, expect, it } from 'vitest';
import { compareArms } from './compare-arms.ts';
import { compared, NONE, QUERIES, REDIS } from './testing/compared.ts';
import { EXPERIMENT, experimentRun, observedArms, P95 } from './testing/simulated-experiment.ts';

describe('an arm', () => {
  it.each(['refuted', 'unknown'])('with a factor that is %s is not compared', (status) => {
    const comparison = compared([[QUERIES, NONE, REDIS]], {}, ([, redis]) => {
      Object.assign(redis!.proofs[0]!, { status, reason: 'There was no hit.' });
    });
    expect(comparison).toMatchObject({
      status: 'invalid',
      arms: [{ isValid: true }, { isValid: false, medians: { databaseQueriesPerSec: 290 } }],
      differences: [],
      answer: 'There is no answer because cache: Redis cannot be used: There was no hit.',
      notes: ['cache: Redis cannot be used: There was no hit.'],
    });
  });

  it('without a proof of its factor is not proved', () => {
    const comparison = compared([[QUERIES, NONE, REDIS]], {}, ([none]) => {
      none!.proofs = [];
    });
    expect(comparison.answer).toBe(
      'There is no answer because cache: none cannot be used: no measurement proves its cache.',
    );
  });

  it('without a valid repetition is not compared', () => {
    const comparison = compared([[QUERIES, NONE, REDIS]], {}, ([none]) => {
      for (const repetition of none!.repetitions)
        Object.assign(repetition, { isValid: false, reasons: ['Arrivals were dropped.'] });
    });
    expect(comparison).toMatchObject({ status: 'invalid', differences: [] });
    expect(comparison.answer).toContain('cache: none cannot be used: Arrivals were dropped.');
    expect(comparison.arms[0]!.medians).toEqual({ databaseQueriesPerSec: null });
  });

  it('without any observation is invalid', () => {
    const run = experimentRun(EXPERIMENT);
    const comparison = compareArms({ run, arms: [], measures: [P95] });
    expect(comparison).toMatchObject({ status: 'invalid', differences: [] });
    expect(comparison.answer).toContain('none of its repetitions was carried out');
  });
});

it('an experiment that was cut short says how far it got', () => {
  const run = { ...experimentRun({ ...EXPERIMENT, repetitions: 6 }), state: 'aborted' as const };
  const arms = observedArms(run, [P95], () => 1);
  for (const arm of arms) arm.repetitions = arm.repetitions.filter(({ block }) => block < 5);
  expect(compareArms({ run, arms, measures: [P95] }).notes).toEqual([
    '5 of 6 repetitions were carried out: experiment aborted.',
  ]);
});
