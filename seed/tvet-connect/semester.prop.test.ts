import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SCHOOL_DAYS_A_WEEK } from './calendar.ts';
import { planSemester } from './semester.ts';

const semesters = fc
  .record({ users: fc.integer({ min: 1, max: 4_000 }), randomSeed: fc.nat() })
  .map(({ users, randomSeed }) => planSemester(users, randomSeed));

describe('planSemester', () => {
  it('puts every student into one plan, numbered without gaps, and leaves no plan empty', () => {
    fc.assert(
      fc.property(semesters, ({ users, plans }) => {
        let next = 0;
        for (const plan of plans) {
          expect(plan.firstStudent).toBe(next);
          expect(plan.students).toBeGreaterThanOrEqual(1);
          next += plan.students;
        }
        expect(next).toBe(users);
      }),
    );
  });

  it('gives every unit a lecturer and every lecturer a unit', () => {
    fc.assert(
      fc.property(semesters, ({ lecturers, units }) => {
        expect(new Set(units.map((unit) => unit.lecturerId)).size).toBe(lecturers);
      }),
    );
  });

  it('gives every plan two or three lessons and one or two online classes on every school day', () => {
    fc.assert(
      fc.property(semesters, ({ plans }) => {
        for (const plan of plans) {
          for (let weekday = 0; weekday < SCHOOL_DAYS_A_WEEK; weekday += 1) {
            const lessons = plan.units
              .flatMap((unit) => unit.lessons)
              .filter((slot) => slot.weekday === weekday);
            const classes = plan.units.filter((unit) => unit.onlineClass.weekday === weekday);
            expect([2, 3]).toContain(lessons.length);
            expect([1, 2]).toContain(classes.length);
          }
          for (const { lessons } of plan.units) expect(lessons[0].weekday).toBeLessThan(lessons[1].weekday);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('is the same for the same seed', () => {
    expect(planSemester(500, 3)).toEqual(planSemester(500, 3));
    expect(planSemester(500, 3)).not.toEqual(planSemester(500, 4));
  });

  it('has the proportions of the README at 30,000 students', () => {
    const { lecturers, plans, units } = planSemester(30_000, 1);
    expect({ lecturers, plans: plans.length, units: units.length }).toEqual({
      lecturers: 1_000,
      plans: 500,
      units: 3_000,
    });
    const sizes = plans.map((plan) => plan.students);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    // one each, and 29,500 by 1 / sqrt(rank) over 500 ranks (sum 43.28): 1 + 681.6 for the first, 1 + 30.5 for the last
    expect({ largest: sizes[0], smallest: sizes.at(-1) }).toEqual({ largest: 683, smallest: 31 });
  });
});
