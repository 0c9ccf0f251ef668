import type { ClimbedLevel, ComparedRepetition, Measure } from '../../../model/comparison.ts';
import type { ObservedArm } from '../compare-arms.ts';

export const USERS: Measure = {
  name: 'carriedUsers',
  label: 'users carried',
  unit: 'users',
  better: 'higher',
  scale: 'ratio',
};

/** The levels of a staircase, from 100 on, each 1.5 times the one before. */
export const LEVELS = [100, 150, 225, 338, 506, 759, 1139];

export const DOUBT = "In 'x' k6 used 0.98 cores of the 1 core that it may use.";

type End = 'refused' | 'doubtful' | 'top';

/** What a run has shown that carried `low`: its next level was refused, or doubtful, or there was none. */
export function climbed(low: number, end: End = 'refused'): Pick<ComparedRepetition, 'ranges' | 'levels'> {
  const next = LEVELS.find((level) => level > low)!;
  const shown = (level: number, status: ClimbedLevel['status'], reason: string | null): ClimbedLevel => ({
    ...{ level, phase: `${level} users`, p95Ms: 20, correctShare: 1, status, reason },
  });
  return {
    ranges: { [USERS.name]: { low, high: end === 'refused' ? next : null } },
    levels: [
      ...LEVELS.filter((level) => level <= low).map((level) => shown(level, 'carried', null)),
      ...(end === 'top' ? [] : [shown(next, end, end === 'doubtful' ? DOUBT : 'p95 900 ms')]),
    ],
  };
}

/** Makes what the repetitions of arms have shown a range. */
export function asClimbed(arms: readonly ObservedArm[], endOf: (arm: number, low: number) => End): void {
  for (const [arm, { repetitions }] of arms.entries()) {
    for (const repetition of repetitions) {
      const low = repetition.values[USERS.name];
      if (low != null) Object.assign(repetition, climbed(low, endOf(arm, low)));
    }
  }
}
