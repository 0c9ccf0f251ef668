import { describe, expect, it } from 'vitest';
import { ClientSeconds } from './client-seconds.ts';
import type { MetricsExport } from './decode.ts';
import { exportAt } from './testing/exports.ts';

function correctBySecond(exports: MetricsExport[], from: number, to: number): (number | null)[] {
  const seconds = new ClientSeconds();
  for (const metrics of exports) seconds.add(metrics);
  return Array.from({ length: to - from + 1 }, (_, i) => seconds.take(from + i).client?.correct ?? null);
}

describe('which second an export belongs to', () => {
  it('is the one that holds the middle of its interval', () => {
    expect(correctBySecond([exportAt(101_040)], 99, 101)).toEqual([null, 1, null]);
    expect(correctBySecond([exportAt(100_960)], 99, 101)).toEqual([null, 1, null]);
    expect(correctBySecond([exportAt(101_600)], 99, 101)).toEqual([null, null, 1]);
  });

  it('is the next one while the middle jitters about the boundary of two seconds', () => {
    const jittering = [101_495, 102_503, 103_496, 104_506, 105_493, 106_520].map((endMs) => exportAt(endMs));
    expect(correctBySecond(jittering, 100, 105)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('follows the middle again once it is well inside another second', () => {
    const delayed = [101_100, 102_100, 104_100, 105_100].map((endMs) => exportAt(endMs));
    expect(correctBySecond(delayed, 100, 104)).toEqual([1, 1, null, 1, 1]);
  });

  it('is decided for each process alone', () => {
    const both = [
      exportAt(101_495),
      exportAt(101_505, { process: 'k6-2' }),
      exportAt(102_505),
      exportAt(102_495, { process: 'k6-2' }),
    ];
    expect(correctBySecond(both, 100, 102)).toEqual([1, 2, 1]);
  });

  it('leaves the short last export of a process where it was', () => {
    expect(correctBySecond([exportAt(100_900), exportAt(100_980, { lengthMs: 80 })], 99, 101)).toEqual([
      null,
      2,
      null,
    ]);
  });
});

describe('a second that was taken', () => {
  it('is gone', () => {
    const seconds = new ClientSeconds();
    seconds.add(exportAt(101_000));
    expect(seconds.take(100).client?.correct).toBe(1);
    expect(seconds.take(100).client).toBeNull();
  });

  it('does not lose what comes late: the next open second gets it, and it is counted', () => {
    const seconds = new ClientSeconds();
    seconds.take(104);
    seconds.add(exportAt(101_000, { requests: 7 }));
    expect(seconds.take(105).client?.correct).toBe(7);
    expect(seconds.late).toBe(1);
  });
});
