import { describe, expect, it } from 'vitest';
import { KINDS, VICTIMS } from './kinds.ts';
import { describePlan, planRound, type RoundPlan } from './plan.ts';

const many = Array.from({ length: 20 * VICTIMS.length }, (_, index) => planRound(7, index + 1));

describe('planRound', () => {
  it('gives the same plan for the same seed and number, and a different one for another seed', () => {
    expect(planRound(7, 12)).toEqual(many[11]);
    const other = Array.from({ length: many.length }, (_, index) => planRound(8, index + 1));
    expect(other.map(describePlan)).not.toEqual(many.map(describePlan));
  });

  it('hits every victim once before hitting any again', () => {
    for (let deck = 0; deck < 20; deck++) {
      const victims = many.slice(deck * VICTIMS.length, (deck + 1) * VICTIMS.length);
      expect(new Set(victims.map(({ victim }) => victim))).toEqual(new Set(VICTIMS));
    }
  });

  it('does to a victim only what is possible, and only when the victim exists', () => {
    for (const { victim, deed, moment } of many) {
      expect(KINDS[victim].deeds).toContain(deed);
      expect(KINDS[victim].moments).toContain(moment);
    }
  });

  it('covers every deed and every moment of every victim', () => {
    const drawn = (what: (plan: RoundPlan) => string) =>
      new Set(Array.from({ length: 4_000 }, (_, index) => what(planRound(1, index + 1))));
    const deeds = Object.entries(KINDS).flatMap(([victim, kind]) =>
      kind.deeds.map((deed) => `${victim} ${deed}`),
    );
    const moments = Object.entries(KINDS).flatMap(([victim, kind]) =>
      kind.moments.map((moment) => `${victim} ${moment}`),
    );
    expect(drawn(({ victim, deed }) => `${victim} ${deed}`)).toEqual(new Set(deeds));
    expect(drawn(({ victim, moment }) => `${victim} ${moment}`)).toEqual(new Set(moments));
  });

  it('never hits a PostgreSQL that should outlive the run', () => {
    const outside = many.filter(({ outsideDatabase }) => outsideDatabase);
    expect(outside.length).toBeGreaterThan(many.length / 10);
    expect(
      outside.flatMap(({ targets }) => targets).filter((target) => target.startsWith('postgres')),
    ).toEqual([]);
  });

  it('names two or three different parts when several are hit', () => {
    for (const { targets } of many.filter(({ victim }) => victim === 'several parts')) {
      expect([2, 3]).toContain(targets.length);
      expect(new Set(targets).size).toBe(targets.length);
    }
  });

  it('starts the launcher when the launcher is hit, and has a duration for pauses only', () => {
    for (const { victim, throughLauncher } of many)
      if (victim === 'launcher') expect(throughLauncher).toBe(true);
    for (const { deed, pauseMs } of many) expect(pauseMs > 0).toBe(deed === 'pause');
  });
});

it('describePlan says what is done to whom, and when', () => {
  const plan = planRound(7, 1);
  expect(
    describePlan({
      ...plan,
      victim: 'redis',
      targets: ['redis'],
      deed: 'pause',
      pauseMs: 1_500,
      moment: 'seeding',
      load: null,
      delayMs: 20,
    }),
  ).toBe('pause (1500 ms) redis in seeding after 20 ms');
  expect(
    describePlan({
      ...plan,
      victim: 'several parts',
      targets: ['k6', 'nginx'],
      deed: 'SIGKILL',
      moment: 'judged phase',
      load: 'open',
      delayMs: 20,
    }),
  ).toBe('SIGKILL k6 and nginx in judged phase (open load) after 20 ms');
});
