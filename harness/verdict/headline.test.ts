import { describe, expect, it } from 'vitest';
import { figureKindOf } from '../model/figure-kind.ts';
import type { Status, TargetVerdict, ValidityCheck, Verdict } from '../model/verdict.ts';
import { headline } from './headline.ts';

const indicator = { source: 'requests', statistic: 'share' } as const;

const verdictOf = (status: Status, ...statuses: Status[]): Verdict => ({
  schemaVersion: 4,
  runId: 'r',
  platform: 'p',
  status,
  targets: statuses.map((each, index) => ({ id: `t${index + 1}`, status: each, indicator }) as TargetVerdict),
  generator: {
    status: 'valid',
    offeredRate: null,
    attemptedRate: null,
    droppedIterations: 0,
    startDelayP99Ms: null,
    cpuUtilization: null,
    reasons: [],
  },
  validity: { status: 'valid', checks: [] },
  resources: [],
  saturation: [],
  notes: [],
});

describe('headline', () => {
  it.each([
    [verdictOf('pass', 'pass', 'pass'), 'TVET carries its documented load: all 2 targets pass.'],
    [
      verdictOf('fail', 'fail', 'pass'),
      'TVET does not carry its documented load: t1 fails, 1 of 2 targets pass.',
    ],
    [
      verdictOf('fail', 'fail', 'pass', 'fail', 'fail'),
      'TVET does not carry its documented load: t1, t3 and t4 fail, 1 of 4 targets pass.',
    ],
    [verdictOf('fail', 'pass'), 'TVET lost or doubled data that it had acknowledged.'],
    [
      verdictOf('inconclusive', 'pass', 'inconclusive'),
      'TVET is not settled: 1 of 2 targets pass, t2 cannot be decided from this run.',
    ],
    [verdictOf('invalid', 'invalid', 'invalid'), 'Nothing can be said about TVET.'],
    [verdictOf('invalid', 'pass', 'invalid'), 'TVET: 1 of 2 targets pass; t2 could not be judged.'],
    [
      verdictOf('inconclusive', 'pass', 'pass'),
      'TVET is not settled: 2 of 2 targets pass, but the run did not finish.',
    ],
    [verdictOf('invalid', 'inconclusive', 'inconclusive'), 'TVET was not measured to the end.'],
    [verdictOf('invalid', 'pass', 'pass'), 'TVET was not measured to the end, although 2 of 2 targets pass.'],
    [
      verdictOf('fail', 'fail', 'invalid'),
      'TVET does not carry its documented load: t1 fails, 0 of 2 targets pass; t2 could not be judged.',
    ],
  ])('says %#', (verdict, sentence) => {
    expect(headline(verdict, 'TVET')).toBe(sentence);
  });

  it('gives as the cause what can have biased a figure, and nothing of the kind for a figure that does not exist', () => {
    const busyMachine = {
      name: 'machine-cpu',
      status: 'violated',
      doubt: { limited: {}, unlimited: { [figureKindOf(indicator)]: 'both' } },
    } as unknown as ValidityCheck;
    const unjudged = (actual: number | null): Verdict => {
      const verdict = verdictOf('invalid', 'pass', 'invalid');
      const [first, second] = verdict.targets as [TargetVerdict, TargetVerdict];
      return {
        ...verdict,
        targets: [first, { ...second, actual }],
        validity: { status: 'invalid', checks: [busyMachine] },
      };
    };
    const because = (actual: number | null) => headline(unjudged(actual), 'TVET').split(', because ')[1];
    expect(because(0.9)).toBe('the machine was short of CPU.');
    expect(because(null)).toBe('figures are missing.');
  });
});
