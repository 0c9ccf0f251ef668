import { describe, expect, it } from 'vitest';
import type { Run } from '../../model/run.ts';
import type { ValidityCheckName, Verdict } from '../../model/verdict.ts';
import { CODE, datasetState, madeUpRun } from '../../summary/testdata/made-up-run.ts';
import { verdictOf } from '../testdata/made-up-verdict.ts';

const violationsIn = ({ validity }: Pick<Verdict, 'validity'>) =>
  validity.checks.filter(({ status }) => status === 'violated');

describe('data or code that is not as declared makes every target invalid if', () => {
  const changed = (integrity: Partial<NonNullable<Run['integrity']>>) =>
    madeUpRun({ integrity: { ...madeUpRun().integrity!, ...integrity } });
  const before = datasetState();
  it.each<[string, ValidityCheckName, Run, RegExp]>([
    [
      'rows of a table that the load does not change are different',
      'dataset-changed',
      changed({ dataset: { before, after: datasetState({ checksums: { accounts: '1' } }) } }),
      /: rows of accounts, which the load does not change, differ from before the load\.$/,
    ],
    [
      'a table lost rows',
      'dataset-changed',
      changed({
        dataset: { before, after: datasetState({ rows: { accounts: 31_000, student_sync_status: 29_999 } }) },
      }),
      /: student_sync_status had 30,000 rows before the load and 29,999 after it\.$/,
    ],
    [
      'the database was refilled',
      'dataset-changed',
      changed({ dataset: { before, after: datasetState({ fingerprint: 'beef' }) } }),
      /refilled during the load/,
    ],
    [
      'the database held something else from the beginning',
      'dataset-changed',
      changed({
        dataset: {
          before: datasetState({ rows: { accounts: 31_000, student_sync_status: 1 } }),
          after: datasetState(),
        },
      }),
      /student_sync_status began with 1 rows, not 30,000/,
    ],
    [
      'a large table is a different one, by its estimate',
      'dataset-changed',
      changed({
        dataset: {
          before: datasetState({
            rows: { accounts: 31_000 },
            estimatedRows: { student_sync_status: 20_000 },
          }),
          after: datasetState({ rows: { accounts: 31_000 }, estimatedRows: { student_sync_status: 20_000 } }),
        },
      }),
      /student_sync_status began with about 20,000 rows, not 30,000/,
    ],
    [
      'a large table lost many rows, by its estimate',
      'dataset-changed',
      changed({
        dataset: {
          before: datasetState({
            rows: { accounts: 31_000 },
            estimatedRows: { student_sync_status: 30_400 },
          }),
          after: datasetState({ rows: { accounts: 31_000 }, estimatedRows: { student_sync_status: 15_000 } }),
        },
      }),
      /student_sync_status had about 30,400 rows before the load and 15,000 after it/,
    ],
    [
      'another commit was checked out, and files differ',
      'code-changed',
      changed({ code: { before: CODE, after: { ...CODE, commit: 'decade', filesHash: 'cc' } } }),
      /another commit was checked out, and files of the server, the scenarios or the seed were edited/,
    ],
    [
      'the bundle was replaced',
      'code-changed',
      changed({ code: { before: CODE, after: { ...CODE, bundleHash: 'dd' } } }),
      /the scenario that k6 runs was replaced/,
    ],
  ])('%s: %s', (_, name, run, reason) => {
    const verdict = verdictOf({}, run);
    expect(violationsIn(verdict).map((check) => check.name)).toEqual([name]);
    expect(violationsIn(verdict)[0]!.reason).toMatch(reason);
    // The check concerns the whole run, so it affects every target; and it is not the generator's fault.
    expect(new Set(Object.values(verdict.statuses))).toEqual(new Set(['invalid']));
    expect(verdict.generator.status).toBe('valid');
  });
});
