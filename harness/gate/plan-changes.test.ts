import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BudgetChange, ChangeBound } from '../model/budget.ts';
import { readBudget } from './budget-file.ts';
import { plannedChanges } from './plan-budget.ts';

const CHANGE: BudgetChange = { id: 'p95', measure: 'responseTimeP95Ms', error: { relative: 0.1 } };
const planned = (...changes: BudgetChange[]) => plannedChanges({ schemaVersion: 1, changes }, null);

describe('plannedChanges', () => {
  it('has usual bounds if there is no budget', () => {
    expect(plannedChanges(null, null).map(({ id }) => id)).toEqual(['p95', 'correct', 'goodput']);
    expect(plannedChanges(null, ['correct']).map(({ id }) => id)).toEqual(['correct']);
  });

  it('refuses a warning that would come after the failure', () => {
    const of = (warn: ChangeBound, error: ChangeBound = { relative: 0.1, absolute: 2 }) =>
      planned({ ...CHANGE, error, warn });
    for (const warn of [
      { relative: 0.1, absolute: 2 },
      { relative: 0.2, absolute: 3 },
    ])
      expect(() => of(warn)).toThrow(/"p95" would fail before it warns/);
    expect(() => of({ relative: 0.2, absolute: 1 }, { relative: 0.1 })).toThrow(/would fail before it warns/);
    for (const warn of [{ relative: 0.05, absolute: 2 }, { relative: 0.2 }, { absolute: 1 }])
      expect(of(warn)).toHaveLength(1); // for some base, each of these warns first
  });

  it('refuses what cannot become worse or is not compared', () => {
    const served = { source: 'served-requests', where: { part: 'server-1' }, statistic: 'share' } as const;
    expect(() => planned({ ...CHANGE, measure: served })).toThrow(/cannot become worse/);
    expect(() => planned({ ...CHANGE, measure: { source: 'checks', statistic: 'lost' } })).toThrow(
      /check of the data/,
    );
    expect(() => planned({ id: 'a', measure: 'responseTimeP95Ms' })).toThrow(
      /neither an error nor a warn bound/,
    );
  });
});

describe('readBudget', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'budget-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const read = async (text: string) => {
    const file = join(folder, 'budget.json');
    await writeFile(file, text);
    return readBudget(file);
  };

  it('reads a file', async () => {
    const budget = { schemaVersion: 1, changes: [CHANGE] };
    expect(await read(JSON.stringify(budget))).toEqual(budget);
  });

  it.each([
    ['{', /is not JSON/],
    ['{"schemaVersion":1,"target":[]}', /has an unknown field "target"/],
    ['{"schemaVersion":1,"changes":[{"id":"a","measure":"b","error":{}}]}', /error/],
    ['{"schemaVersion":2}', /schemaVersion/],
  ])('says what is wrong with %s', async (text, problem) => {
    await expect(read(text)).rejects.toThrow(problem);
    await expect(read(text)).rejects.toMatchObject({ code: 'BUDGET_INVALID' });
  });

  it('says that a file is missing', async () => {
    await expect(readBudget(join(folder, 'none.json'))).rejects.toMatchObject({ code: 'BUDGET_INVALID' });
  });
});
