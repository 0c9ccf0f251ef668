import { describe, expect, it } from 'vitest';
import { fixture } from '../testdata/fixtures.ts';
import {
  formatBucketBound,
  meanOfAllStatements,
  slowestStatements,
  slowOnAverage,
  statementsByTotal,
} from './rankings.ts';

const { run, summary } = fixture('pass');
describe('the slowest statements', () => {
  it('come first', () => {
    expect(slowestStatements(summary)[0]!.statement).toBe('progress.aggregate');
  });
});

describe('statements as PostgreSQL counted them', () => {
  const total = (statement: string, calls: number, meanMs: number) => ({
    ...{ statement, calls, meanMs, maxMs: meanMs, totalMs: calls * meanMs, rows: calls },
  });
  const statements = [
    ...Array.from({ length: 10 }, (_, index) => total(`often ${index}`, 1_000, 10 + index)),
    total('rare', 2, 400),
    total('borderline', 2, 100),
    total('rarer', 1, 900),
  ];

  it('are at most ten, those with the most time first', () => {
    const names = statementsByTotal({ ...run, statements }).map(({ statement }) => statement);
    expect(names).toHaveLength(10);
    expect(names.slice(0, 2)).toEqual(['often 9', 'often 8']);
  });

  it('are slow if they take longer on average than the platform says, however rare they are', () => {
    const slow = slowOnAverage({ ...run, statements, slowStatementMs: 100 });
    expect(slow?.map(({ statement }) => statement)).toEqual(['rarer', 'rare']);
    const { slowStatementMs: _, ...without } = run;
    expect(slowOnAverage({ ...without, statements })).toBeNull();
  });
});

describe('the mean of all statements', () => {
  const measured = (executionMeanMs: number | null) => ({
    ...summary,
    phases: summary.phases.map((phase) => ({
      ...phase,
      resources: {
        ...phase.resources,
        database: executionMeanMs === null ? null : { ...phase.resources.database!, executionMeanMs },
      },
    })),
  });

  it('is that of PostgreSQL in each judged phase, and nothing if it was not measured', () => {
    expect(meanOfAllStatements(measured(0.41))).toMatch(
      /^All statements together, mean on the primary: .+ 0\.41 ms(, .+ 0\.41 ms)*\.$/,
    );
    expect(meanOfAllStatements(measured(null))).toBeNull();
  });
});

describe('formatBucketBound', () => {
  it('never claims a bound for a value that may lie above all of them', () => {
    expect(formatBucketBound(5, [1, 5, 10])).toBe('≤ 5');
    expect(formatBucketBound(10, [1, 5, 10])).toBe('> 5');
  });
});
