import { draw, type Shared, shared } from '../lib/extension.ts';
import { readWorld } from '../lib/read-world.ts';
import { MIX, type PageName, type Role, roleAt } from './mix.ts';
import type { Person } from './requests.ts';
import type { World } from './world.ts';

const world: Shared = shared('world', () => {
  const { schools, classes, head, teacher, student } = readWorld<World>();
  return { schools, classes, head, teacher, student };
});
const mix = shared('mix', () => MIX);

/** Shares of marks: most are there. */
const ABSENT = 0.05;
const LATE = 0.08;

/** Someone who is about to act, by their place from [0, 1) among all users of a load. */
export type Someone = { role: Role; index: number };

export function someoneAt(place: number): Someone {
  const { role, within } = roleAt(place);
  return { role, index: Math.floor(within * world.count(role)) };
}

/** What they do next. */
export function nextPage({ role }: Someone): PageName {
  return mix.get(role, mix.choose(draw(), role), 'page');
}

/** The person on one page: what it is about is drawn anew each time. */
export function setOut({ role, index }: Someone, page: PageName): Person {
  const isStaff = role !== 'student';
  const place: number = world.get(role, index, 2);
  const school: number = isStaff ? place : world.get('classes', place, 'schoolIndex');
  const classIndex = isStaff ? anyClassOf(school) : place;
  const students = world.count('classes', classIndex, 'studentIds');
  return {
    userId: world.get(role, index, 0),
    token: world.get(role, index, 1),
    isStaff,
    schoolId: world.get('schools', school, 'id'),
    classId: world.get('classes', classIndex, 'id'),
    studentId: isStaff
      ? world.popular(draw(), 0, 'classes', classIndex, 'studentIds')
      : world.get(role, index, 3),
    homeworkId: world.popular(draw(), 0, 'classes', classIndex, 'homeworkIds'),
    fileId:
      page === 'large download'
        ? largeFileOf(school)
        : world.popular(draw(), 1, 'classes', classIndex, 'fileIds'),
    answer: `I think it is ${Math.floor(draw() * 1e6)}, because I counted twice.`,
    title: `Exercise ${Math.floor(draw() * 1e6)}`,
    marks: page === 'register' ? marksOf(classIndex, students) : [],
    markCount: students,
  };
}

function anyClassOf(school: number): number {
  const first: number = world.get('schools', school, 'firstClassIndex');
  return first + Math.floor(draw() * (world.get('schools', school, 'classCount') as number));
}

/** Whether someone's school has a large file: those that joined late have none. */
export function hasLargeFile({ role, index }: Someone): boolean {
  return role !== 'student' && largeFileOf(world.get(role, index, 2)) !== '';
}

function largeFileOf(school: number): string {
  return world.get('schools', school, 'largeFileId');
}

function marksOf(classIndex: number, students: number): Person['marks'] {
  return Array.from({ length: students }, (_, place) => {
    const drawn = draw();
    const status = drawn < ABSENT ? 'absent' : drawn < LATE ? 'late' : 'present';
    return { studentId: world.get('classes', classIndex, 'studentIds', place), status };
  });
}
