import { describe, expect, it } from 'vitest';
import { figureKindOf } from '../model/figure-kind.ts';
import type { PlannedLoad } from '../model/load.ts';
import type { Status, TargetVerdict, ValidityCheck, Verdict } from '../model/verdict.ts';
import { headline, type NamedRun } from './headline.ts';

const indicator = { source: 'requests', statistic: 'share' } as const;
const ratio = { operator: '>', bound: 0.9, unit: 'ratio' } as const;
const FIGURES = [
  {
    indicator: { source: 'requests', statistic: 'quantile', q: 0.95 },
    operator: '<',
    bound: 200,
    unit: 'ms',
  },
  { indicator, ...ratio },
  { indicator: { source: 'cache-lookups', statistic: 'share' }, ...ratio },
  { indicator: { source: 'users', statistic: 'minimum' }, operator: '>=', bound: 100, unit: 'users' },
];

const verdictOf = (status: Status, ...statuses: Status[]): Verdict => ({
  schemaVersion: 4,
  runId: 'r',
  platform: 'p',
  status,
  targets: statuses.map((each, i) => ({ id: `t.${i}`, status: each, ...FIGURES[i] }) as TargetVerdict),
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

const DOCUMENTED: NamedRun = { title: 'TVET', platform: 'tvet', profile: { loads: [] } };

describe('headline', () => {
  it.each([
    [verdictOf('pass', 'pass', 'pass'), 'TVET carries its documented load: both promises hold.'],
    [verdictOf('pass', 'pass'), 'TVET carries its documented load: its promise holds.'],
    [
      verdictOf('fail', 'fail', 'pass'),
      'TVET does not carry its documented load: 1 of 2 promises is broken (p95 response time).',
    ],
    [
      verdictOf('fail', 'fail', 'pass', 'fail', 'fail'),
      'TVET does not carry its documented load: 3 of 4 promises are broken (p95 response time, cache hit ratio and users alive at once).',
    ],
    [
      verdictOf('fail', 'fail', 'fail', 'fail', 'fail'),
      'TVET does not carry its documented load: 4 of 4 promises are broken (p95 response time, share of correct responses and 2 more).',
    ],
    [verdictOf('fail', 'pass'), 'TVET lost or doubled data that it had acknowledged.'],
    [
      verdictOf('inconclusive', 'pass', 'inconclusive'),
      'TVET is not settled: 1 of 2 promises holds; this run cannot decide share of correct responses.',
    ],
    [verdictOf('invalid', 'invalid', 'invalid'), 'Nothing can be said about TVET.'],
    [
      verdictOf('invalid', 'pass', 'invalid'),
      'TVET: 1 of 2 promises holds; share of correct responses could not be judged.',
    ],
    [
      verdictOf('inconclusive', 'pass', 'pass'),
      'TVET is not settled: 2 of 2 promises hold, but the run did not finish.',
    ],
    [verdictOf('invalid', 'inconclusive', 'inconclusive'), 'TVET was not measured to the end.'],
    [
      verdictOf('invalid', 'pass', 'pass'),
      'TVET was not measured to the end, although 2 of 2 promises hold.',
    ],
    [
      verdictOf('fail', 'fail', 'invalid'),
      'TVET does not carry its documented load: 1 of 2 promises is broken (p95 response time); share of correct responses could not be judged.',
    ],
  ])('says %#', (verdict, sentence) => {
    expect(headline(verdict, DOCUMENTED)).toBe(sentence);
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
    const because = (actual: number | null) => headline(unjudged(actual), DOCUMENTED).split(', because ')[1];
    expect(because(0.9)).toBe('the machine was short of CPU.');
    expect(because(null)).toBe('figures are missing.');
  });
});

describe('the headline of a system of one’s own', () => {
  const steady = { name: 'steady', kind: 'steady', durationMs: 1000 } as const;
  const open: PlannedLoad = {
    name: 'open',
    load: { model: 'open', arrivalRatePerSec: 250 },
    requestsPerArrival: 2,
    generatorProcesses: 1,
    phases: [steady],
  };
  const closed: PlannedLoad = {
    name: 'closed',
    load: { model: 'closed', users: 200, thinkTimeMs: 1000 },
    generatorProcesses: 1,
    phases: [steady],
  };
  const own = (...loads: PlannedLoad[]): NamedRun => ({
    title: 'Corner Shop',
    platform: 'corner-shop',
    promisedBy: 'config',
    profile: { loads },
  });

  it.each([
    [verdictOf('pass', 'pass', 'pass', 'pass'), 'Corner Shop meets all 3 of its targets at 500 requests/s.'],
    [verdictOf('pass', 'pass', 'pass'), 'Corner Shop meets both its targets at 500 requests/s.'],
    [verdictOf('pass', 'pass'), 'Corner Shop meets its target at 500 requests/s.'],
    [
      verdictOf('fail', 'fail', 'pass', 'invalid'),
      'Corner Shop misses 1 of its 3 targets at 500 requests/s (p95 response time); cache hit ratio could not be judged.',
    ],
    [verdictOf('fail', 'fail'), 'Corner Shop misses its target at 500 requests/s (p95 response time).'],
    [
      verdictOf('inconclusive', 'pass', 'inconclusive'),
      'Corner Shop is not settled: 1 of 2 targets is met at 500 requests/s; this run cannot decide share of correct responses.',
    ],
    [
      verdictOf('inconclusive', 'pass', 'pass'),
      'Corner Shop is not settled: 2 of 2 targets are met at 500 requests/s, but the run did not finish.',
    ],
    [
      verdictOf('invalid', 'pass', 'invalid'),
      'Corner Shop: 1 of 2 targets is met at 500 requests/s; share of correct responses could not be judged.',
    ],
    [verdictOf('invalid', 'invalid'), 'Nothing can be said about Corner Shop.'],
    [verdictOf('inconclusive'), 'Corner Shop was measured without a target to judge it by.'],
  ])('says %#', (verdict, sentence) => {
    expect(headline(verdict, own(open))).toBe(sentence);
  });

  it('names its users, and both loads if it had both', () => {
    const passed = verdictOf('pass', 'pass');
    expect(headline(passed, own(closed))).toBe('Corner Shop meets its target with 200 users.');
    expect(headline(passed, own(closed, open))).toBe(
      'Corner Shop meets its target with 200 users, and at 500 requests/s.',
    );
  });
});
