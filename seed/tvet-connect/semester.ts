import { apportion, zipfWeights } from '../generate/apportion.ts';
import { Random } from '../generate/random.ts';
import { SCHOOL_DAYS_A_WEEK, schoolHour } from './calendar.ts';
import { PROGRAMMES } from './curriculum.ts';

/** How many there are of everything; README.md gives the reasons. */
export const PROPORTIONS = {
  studentsPerLecturer: 30,
  studentsPerPlan: 60,
  unitsPerPlan: 6,
  lessonsPerUnitAndWeek: 2,
  planSizeZipfExponent: 0.5,
} as const;

/** A weekly slot; weekday 0 is Monday. */
export type Slot = { weekday: number; hour: number };

export type Unit = {
  id: string;
  subject: string;
  plan: Plan;
  lecturerId: string;
  /** the lessons where attendance is taken, in the order of the week */
  lessons: [Slot, Slot];
  onlineClass: Slot;
};

/** One semester plan: a cohort of students, numbered without gaps, and their units. */
export type Plan = {
  id: string;
  programme: string;
  firstStudent: number;
  students: number;
  units: Unit[];
};

export type Semester = { users: number; lecturers: number; plans: Plan[]; units: Unit[] };

/** Ids have equal length at any size of the data set, so that they sort in numeric order. Numbers start at 0, ids at 1. */
export function studentId(number: number): string {
  return `s-${String(number + 1).padStart(7, '0')}`;
}

export function lecturerId(number: number): string {
  return `l-${String(number + 1).padStart(6, '0')}`;
}

/** Plans, units, who teaches them and when. Small compared with the rows made from it: six units per 60 students. */
export function planSemester(users: number, randomSeed: number): Semester {
  const random = Random.from(randomSeed, 'semester');
  const lecturers = Math.max(1, Math.round(users / PROPORTIONS.studentsPerLecturer));
  const planCount = Math.ceil(users / PROPORTIONS.studentsPerPlan);
  const sizes = apportion(users, zipfWeights(planCount, PROPORTIONS.planSizeZipfExponent));
  const plans: Plan[] = [];
  let firstStudent = 0;
  for (const [number, students] of sizes.entries()) {
    plans.push(makePlan(number, firstStudent, students, lecturers, random));
    firstStudent += students;
  }
  return { users, lecturers, plans, units: plans.flatMap((plan) => plan.units) };
}

function makePlan(
  number: number,
  firstStudent: number,
  students: number,
  lecturers: number,
  random: Random,
): Plan {
  const programme = random.pick(PROGRAMMES);
  const id = `plan-${String(number + 1).padStart(5, '0')}`;
  const plan: Plan = { id, programme: programme.name, firstStudent, students, units: [] };
  const firstWeekday = random.integer(0, SCHOOL_DAYS_A_WEEK - 1);
  for (const [place, subject] of programme.subjects.entries()) {
    const unitNumber = number * PROPORTIONS.unitsPerPlan + place;
    plan.units.push({
      id: `unit-${String(unitNumber + 1).padStart(6, '0')}`,
      subject,
      plan,
      // Neighbouring units go to different lecturers, so each lecturer has several plans, and each plan several lecturers.
      lecturerId: lecturerId(unitNumber % lecturers),
      ...timetable(firstWeekday + place, random),
    });
  }
  return plan;
}

/**
 * Two lessons, two days apart, and the online class two days later. Six units that start on consecutive weekdays give every
 * plan two or three lessons and one or two online classes on every school day, including today.
 */
function timetable(startWeekday: number, random: Random): Pick<Unit, 'lessons' | 'onlineClass'> {
  const slot = (days: number): Slot => ({
    weekday: (startWeekday + days) % SCHOOL_DAYS_A_WEEK,
    hour: schoolHour(random),
  });
  const [one, two] = [slot(0), slot(2)];
  return { lessons: one.weekday < two.weekday ? [one, two] : [two, one], onlineClass: slot(4) };
}
