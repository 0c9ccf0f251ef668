import { describe, expect, it } from 'vitest';
import type { Budget, BudgetTarget } from '../model/budget.ts';
import type { Run } from '../model/run.ts';
import { type Changes, madeUpRun, summaryOf } from '../summary/testdata/made-up-run.ts';
import { judge } from '../verdict/judge.ts';
import { judgeBudget } from './judge-budget.ts';
import { plannedTargets } from './plan-budget.ts';

const P95: BudgetTarget = { id: 'p95', measure: 'responseTimeP95Ms', operator: '<', error: 200 };

function judged(
  targets: BudgetTarget[],
  changes: Changes = {},
  run: Run = madeUpRun(),
  only: string[] | null = null,
) {
  const budget: Budget = { schemaVersion: 1, targets };
  return judgeBudget(run, summaryOf(run, changes), plannedTargets(budget, run.targets, only));
}

const statusOf = (...given: Parameters<typeof judged>) => judged(...given)[0]!.status;
const SLOW: Changes = {
  'open steady': { responseTimesMs: [300] },
  'closed steady': { responseTimesMs: [300] },
};

describe('judgeBudget', () => {
  it('passes within a bound and fails beyond it', () => {
    expect(statusOf([P95])).toBe('pass');
    expect(statusOf([P95], SLOW)).toBe('fail');
    const { value, interval, sampleCount, reason, unit, better } = judged([P95], SLOW)[0]!;
    expect({ unit, better }).toEqual({ unit: 'ms', better: 'lower' });
    expect(value).toBeGreaterThan(290);
    expect(interval).not.toBeNull();
    expect(sampleCount).toBeGreaterThan(1000);
    expect(reason).toMatch(/broken in this run/);
  });

  it('warns between the bounds, and passes within both', () => {
    const both = { ...P95, warn: 150 };
    expect(statusOf([both])).toBe('pass');
    expect(statusOf([{ ...both, error: 1000 }], SLOW)).toBe('warn');
    expect(judged([{ ...both, error: 1000 }], SLOW)[0]!.reason).toMatch(/warning bound: under 150 ms/);
    expect(statusOf([both], SLOW)).toBe('fail');
    const { error: _, ...warnOnly } = both;
    expect(statusOf([warnOnly], SLOW)).toBe('warn');
    expect(statusOf([warnOnly])).toBe('pass');
  });

  it('is inconclusive where nothing was measured, never a pass', () => {
    const unseen: BudgetTarget[] = [
      {
        ...P95,
        measure: { source: 'requests', where: { route: 'nowhere' }, statistic: 'quantile', q: 0.95 },
      },
      { ...P95, phases: ['a phase that did not run'] },
      { ...P95, measure: { source: 'checks', where: { check: 'nothing' }, statistic: 'lost' } },
      { ...P95, measure: { source: 'gauge', gauge: 'replica-lag', statistic: 'maximum' } },
    ];
    for (const target of unseen) {
      const [check] = judged([target]);
      expect([target.measure, check!.status, check!.value]).toEqual([target.measure, 'inconclusive', null]);
    }
    expect(statusOf([{ ...unseen[0]!, warn: 100, operator: '<' }])).toBe('inconclusive');
  });

  it('is invalid where something that went wrong could have turned the result', () => {
    const run = madeUpRun();
    const { dataset } = run.integrity!;
    const changed = {
      ...run,
      integrity: {
        ...run.integrity!,
        dataset: { before: dataset!.before, after: { ...dataset!.before, rows: { accounts: 1 } } },
      },
    };
    expect(statusOf([P95], {}, changed)).toBe('invalid');
  });

  it('has a check for what is wrong with the run as a whole, also next to a warning', () => {
    const lost = {
      ...madeUpRun(),
      dataChecks: [{ name: 'orders', acknowledged: 10, found: 7, lost: 3, duplicated: 0 }],
    };
    const checks = judged([{ ...P95, error: 1000, warn: 150 }], SLOW, lost);
    expect(checks.map(({ id, status }) => [id, status])).toEqual([
      ['p95', 'warn'],
      ['run', 'fail'],
    ]);
    expect(checks[1]!.reason).toMatch(/3 lost/);
    const endedBy = { code: 'GENERATOR_FAILED', message: 'k6 was ended by SIGKILL.', hint: 'See its log.' };
    const failed = judged([P95], {}, { ...madeUpRun(), state: 'failed', endedBy });
    expect(failed.at(-1)).toMatchObject({ id: 'run', status: 'invalid' });
    expect(failed.at(-1)!.reason).toMatch(/k6 was ended by SIGKILL\. See its log\.$/);
    expect(judged([P95]).map(({ id }) => id)).toEqual(['p95']);
  });

  it("judges the run's own targets as its verdict does, if the budget has none", () => {
    const run = madeUpRun();
    const summary = summaryOf(run, {});
    const { targets } = judge(run, summary);
    const checks = judgeBudget(run, summary, plannedTargets(null, run.targets, null));
    expect(
      checks.map(({ id, status, value, interval }) => ({ id, status, actual: value, interval })),
    ).toEqual(targets.map(({ id, status, actual, interval }) => ({ id, status, actual, interval })));
  });
});

describe('plannedTargets', () => {
  const planned = (targets: BudgetTarget[], only: string[] | null = null) =>
    plannedTargets({ schemaVersion: 1, targets }, [], only);

  it('keeps only what was asked for', () => {
    expect(planned([P95, { ...P95, id: 'b' }], ['b']).map(({ id }) => id)).toEqual(['b']);
    expect(() => planned([P95], ['p96'])).toThrow('The budget cannot be used: it has no "p96"; it has p95.');
  });

  it('refuses what cannot be judged', () => {
    expect(() => planned([{ ...P95, measure: 'p95' }])).toThrow(
      /no measure "p95"; choose one of responseTimeP50Ms/,
    );
    expect(() => planned([{ ...P95, measure: 'carriedUsers' }])).toThrow(/needs a staircase/);
    expect(() => planned([P95, P95])).toThrow(/has "p95" twice/);
    const { error: _, ...unbounded } = P95;
    expect(() => planned([unbounded])).toThrow(/neither an error nor a warn bound/);
    expect(() => planned([])).toThrow('The budget cannot be used: nothing is left of it to judge.');
    expect(() => planned([P95], [])).toThrow(/nothing is left of it to judge/);
  });

  it('refuses a run without targets if no budget has any', () => {
    expect(() => plannedTargets(null, [], null)).toThrow(expect.objectContaining({ code: 'USAGE' }));
    expect(() => plannedTargets({ schemaVersion: 1 }, [], null)).toThrow(/nothing to judge/);
    expect(plannedTargets(null, madeUpRun().targets, null).length).toBeGreaterThan(0);
  });

  it('refuses a warning that would come after the failure', () => {
    const share: BudgetTarget = { id: 'a', measure: 'correctRatio', operator: '>=', error: 0.99 };
    for (const target of [
      { ...P95, warn: 200 },
      { ...P95, warn: 250 },
      { ...share, warn: 0.9 },
    ])
      expect(() => planned([target])).toThrow(/would fail before it warns/);
    expect(
      planned([
        { ...P95, warn: 150 },
        { ...share, warn: 0.999 },
      ]),
    ).toHaveLength(2);
  });

  it('names the nearest measure or id', () => {
    expect(() => planned([{ ...P95, measure: 'responseTimeP96Ms' }])).toThrow(
      expect.objectContaining({ hint: expect.stringMatching(/^Did you mean responseTimeP95Ms/) }),
    );
    expect(() => planned([P95], ['p59'])).toThrow(
      expect.objectContaining({ hint: expect.stringMatching(/^Did you mean p95\? /) }),
    );
  });
});
