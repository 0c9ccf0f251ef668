import { rangeOfEnd, rangeOfPage } from '../../reference-server/ultudy/documented.ts';
import { draw, type Shared, shared } from '../lib/extension.ts';
import { readWorld } from '../lib/read-world.ts';
import type { Student } from './requests.ts';
import type { World } from './world.ts';

const people: Shared = shared('people', () => {
  const { students, courses } = readWorld<World>();
  return { students, courses };
});

export const studentCount = people.count('students');
const courseCount = people.count('courses');

/** A student at the start of a journey, with the course, the PDF and the page that it is about. */
export function setOut(index: number): Student {
  const place = Math.floor(draw() * people.count('students', index, 2));
  const course: number = people.get('students', index, 2, place);
  const materials = people.count('courses', course, 2);
  const material = Math.floor(draw() * materials);
  const pages: number = people.get('courses', course, 2, material, 1);
  const sizeBytes: number = people.get('courses', course, 2, material, 2);
  const page = 1 + Math.floor(draw() * pages);
  const ofPage = rangeOfPage(page, { pages, sizeBytes });
  const ofEnd = rangeOfEnd(sizeBytes);
  const sha256At = (place: number): string => people.get('courses', course, 2, material, 3, place);
  return {
    userId: people.get('students', index, 0),
    token: people.get('students', index, 1),
    subject: people.get('courses', course, 1),
    course: people.get('courses', course, 0),
    materials,
    material: people.get('courses', course, 2, material, 0),
    pages,
    sizeBytes,
    sizeText: String(sizeBytes),
    page,
    pageFrom: ofPage.from,
    pageTo: ofPage.to,
    endFrom: ofEnd.from,
    endTo: ofEnd.to,
    sha256: sha256At(0),
    endSha256: sha256At(1),
    pageSha256: sha256At(1 + page),
    other: people.get('courses', Math.floor(draw() * courseCount), 0),
  };
}
