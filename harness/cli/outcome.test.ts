import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../model/errors.ts';
import { exitCodeOfOutcome, worstOf } from './outcome.ts';

const ended = (code: ErrorCode) => ({ endedBy: { code, message: 'm.', hint: 'h.' } });

describe('exitCodeOfOutcome', () => {
  it.each([
    [{ status: 'pass' }, 0],
    [{ status: 'fail' }, 1],
    [{ status: 'inconclusive' }, 3],
    [{ status: 'invalid' }, 4],
    [{ status: 'invalid', ...ended('GENERATOR_FAILED') }, 4],
    [{ status: 'inconclusive', ...ended('GENERATOR_FAILED') }, 4],
    [{ status: 'fail', ...ended('PART_DIED') }, 1],
    [{ status: 'fail', ...ended('DISK_FULL') }, 5],
    [{ status: 'invalid', ...ended('DATABASE_UNREACHABLE') }, 2],
    [{ status: 'fail', ...ended('INTERRUPTED') }, 130],
    [{ status: 'invalid', ...ended('INTERNAL') }, 70],
  ] as const)('%j leads to %i', (outcome, exitCode) => {
    expect(exitCodeOfOutcome(outcome)).toBe(exitCode);
  });
});

describe('worstOf', () => {
  it.each([
    [[0, 3, 0], 3],
    [[3, 1, 0], 1],
    [[1, 4], 4],
    [[4, 2, 5], 5],
    [[5, 130, 70], 130],
    [[0, 0], 0],
    [[], 0],
  ] as const)('of %j is %i', (codes, worst) => {
    expect(worstOf(codes)).toBe(worst);
  });
});
