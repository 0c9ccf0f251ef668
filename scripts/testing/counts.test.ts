import { describe, expect, it } from 'vitest';
import { addCounts, closingLine, countVitest, NO_TESTS, type VitestReport } from './counts.ts';

function report(change: Partial<VitestReport> = {}): VitestReport {
  return {
    numPassedTests: 0,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [],
    ...change,
  };
}

describe('countVitest', () => {
  it('takes the counts of the report', () => {
    const counts = countVitest(
      report({ numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1 }),
      1,
    );
    expect(counts).toEqual({ passed: 5, failed: 1, skipped: 3 });
  });

  it('counts a file that does not load, or whose hook threw, as one failure', () => {
    const testResults = [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{ status: 'skipped' }, { status: 'skipped' }] },
      { status: 'failed', assertionResults: [{ status: 'failed' }] },
      { status: 'passed', assertionResults: [{ status: 'passed' }] },
    ];
    const counts = countVitest(
      report({ numPassedTests: 1, numFailedTests: 1, numPendingTests: 2, testResults }),
      1,
    );
    expect(counts).toEqual({ passed: 1, failed: 3, skipped: 2 });
  });

  it('counts a failure outside every test', () => {
    const testResults = [{ status: 'passed', assertionResults: [{ status: 'passed' }] }];
    expect(countVitest(report({ numPassedTests: 1, testResults }), 1)).toEqual({
      passed: 1,
      failed: 1,
      skipped: 0,
    });
  });

  it('fails when Vitest wrote no report, whatever its exit code', () => {
    expect(countVitest(null, 0).failed).toBe(1);
    expect(countVitest(null, 1).failed).toBe(1);
  });
});

describe('closingLine', () => {
  it('leaves skipped tests out when there are none', () => {
    expect(closingLine({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed');
    expect(closingLine({ passed: 3, failed: 1, skipped: 2 })).toBe('3 passed, 1 failed, 2 skipped');
  });

  it('sums over stages', () => {
    const sum = [
      { passed: 1, failed: 0, skipped: 2 },
      { passed: 4, failed: 1, skipped: 0 },
    ].reduce(addCounts, NO_TESTS);
    expect(closingLine(sum)).toBe('5 passed, 1 failed, 2 skipped');
  });
});
