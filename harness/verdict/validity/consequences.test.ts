import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../model/verdict.ts';
import { type Changes, madeUpRun } from '../testdata/made-up-run.ts';
import { verdictOf } from '../testdata/made-up-verdict.ts';

const OPEN = 'open steady';
const CLOSED = 'closed steady';
const FAULT = 'one server killed';

const violationsIn = ({ validity }: Pick<Verdict, 'validity'>) =>
  validity.checks.filter(({ status }) => status === 'violated');

/** Something that goes up or down all through a phase of sixty seconds. */
const over60Seconds = <Value>(valueAt: (second: number) => Value): Record<number, Value> =>
  Object.fromEntries(Array.from({ length: 60 }, (_, second) => [second, valueAt(second)]));

describe('a run is not invalid for', () => {
  it.each<[string, Changes]>([
    ['two seconds of silence', { [OPEN]: { silentClientSeconds: [7, 8, 20], silent: { cache: [1, 2] } } }],
    ['an export that fell out of the phase', { [OPEN]: { answersAt: { 0: 0 } } }],
    ['half a percent fewer arrivals', { [OPEN]: { answersPerSec: 1194 } }],
    ['a start delay at the limit', { [OPEN]: { startDelayMs: 50 } }],
    ['a busy machine', { [OPEN]: { machineCpu: 0.97, generatorCores: 1.8 } }],
    ['many busy virtual users', { [OPEN]: { users: 2159 } }],
    ['a clock that is slewed', { [OPEN]: { clockOffsetFrom: { second: 30, offsetMs: 0.5 } } }],
    ['drops that were over before another load', { 'open warm-up': {}, 'ramp-up': { droppedPerSec: 3 } }],
    [
      'seconds that vary without a trend',
      { [OPEN]: { responseTimesAt: over60Seconds((second) => [10, 20, 50 + ((37 * second) % 60)]) } },
    ],
    [
      'a response time that rises by a few milliseconds',
      { [OPEN]: { responseTimesAt: over60Seconds((second) => [1, 2, 4 + second / 10]) } },
    ],
    ['one second of stall', { [OPEN]: { responseTimesAt: { 12: [900, 1000] } } }],
    ['a server that is killed on purpose', { [FAULT]: { silent: { 'server-1': killed() } } }],
  ])('%s', (_, changes) => {
    const verdict = verdictOf(changes);
    expect(violationsIn(verdict)).toEqual([]);
    expect(verdict).toMatchObject({ validity: { status: 'valid' }, generator: { status: 'valid' } });
  });

  it('what nobody could look at: it is unknown', () => {
    const { integrity: _, ...run } = madeUpRun();
    const everywhere = { machineCpu: null, usersMax: 0, partsTell: false };
    const verdict = verdictOf(
      {
        'open warm-up': everywhere,
        [OPEN]: everywhere,
        'ramp-up': everywhere,
        [CLOSED]: everywhere,
        [FAULT]: everywhere,
      },
      run,
    );
    const unknown = verdict.validity.checks.filter(({ status }) => status === 'unknown');
    expect(new Set(unknown.map(({ name }) => name))).toEqual(
      new Set(['machine-cpu', 'vus-exhausted', 'part-restarted', 'dataset-changed', 'code-changed']),
    );
    expect(verdict.status).toBe('pass');
  });
});

describe('what a violated check costs', () => {
  it('are the targets that rest on its phase, and the others keep their status', () => {
    const verdict = verdictOf({ [OPEN]: { machineCpu: 0.99 } });
    expect(verdict.statuses).toEqual({
      responseTimeP95Ms: 'invalid',
      goodputPerSec: 'invalid',
      availability: 'invalid',
      concurrentUsers: 'pass',
      queryTimeP95Ms: 'invalid',
      cacheHitRatio: 'invalid',
    });
    expect(verdict.of('goodputPerSec').reason).toBe(
      "This measurement cannot be trusted: The machine's CPU was 99% busy in 'open steady', so that generator and system waited for each other.",
    );
    expect(verdict.status).toBe('invalid');
  });

  it('is no guessed response time after arrivals were dropped', () => {
    const verdict = verdictOf({ [OPEN]: { droppedPerSec: 1 } });
    expect(verdict.of('responseTimeP95Ms')).toMatchObject({
      status: 'invalid',
      actual: null,
      interval: null,
    });
    expect(verdict.of('responseTimeP95Ms').reason).toMatch(/not known when the later ones were due/);
    expect(verdict.of('goodputPerSec')).toMatchObject({ status: 'invalid', actual: 1200 });
    expect(verdict.generator.droppedIterations).toBe(60);
  });

  it('is not a generator in doubt when a server was silent', () => {
    const verdict = verdictOf({ [OPEN]: { silent: { 'server-2': [1, 2, 3] } } });
    expect(verdict.generator).toMatchObject({ status: 'valid', reasons: [] });
    expect(verdict.status).toBe('invalid');
  });

  it('is that a killed server which does not come back in time is missed', () => {
    const longer = [...killed(), 31, 32, 33, 34];
    const verdict = verdictOf({ [FAULT]: { silent: { 'server-1': longer } } });
    expect(violationsIn(verdict).map(({ name }) => name)).toEqual(['telemetry-gap']);
  });
});

/** The made-up run kills server-1 after 15 s of the phase, which begins at 0.4 s of a second, and has it back after 30 s. */
function killed(): number[] {
  return Array.from({ length: 16 }, (_, i) => 14 + i);
}
