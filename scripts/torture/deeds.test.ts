import { describe, expect, it } from 'vitest';
import { victimsOf } from './deeds.ts';
import type { Victim } from './kinds.ts';
import { planRound, type RoundPlan } from './plan.ts';

const processes = (
  ['harness', 'guardian', 'nginx', 'nginx worker', 'nginx worker', 'redis', null] as const
).map((role, index) => ({ pid: index + 1, parentPid: 1, args: [], env: {}, role }));

function pidsOf(victim: Victim, targets: readonly Victim[] = [victim]): number[] {
  const plan: RoundPlan = { ...planRound(1, 1), victim, targets };
  return victimsOf(plan, processes).map(({ pid }) => pid);
}

describe('victimsOf', () => {
  it('is the process of that role, or one of many that are alike', () => {
    expect(pidsOf('nginx')).toEqual([3]);
    expect(pidsOf('nginx worker')).toEqual([4]);
  });

  it('is every process for "everything", even one without a role', () => {
    expect(pidsOf('everything')).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('is all of several parts, or none while one of them does not exist', () => {
    expect(pidsOf('several parts', ['redis', 'guardian'])).toEqual([6, 2]);
    expect(pidsOf('several parts', ['redis', 'k6'])).toEqual([]);
  });

  it('is empty when no process is hit', () => {
    expect(pidsOf('disk')).toEqual([]);
  });
});
