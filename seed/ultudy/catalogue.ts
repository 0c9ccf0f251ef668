import { Random } from '../generate/random.ts';

/** How many there are of everything; README.md gives the reasons. */
const STUDENTS_PER_COURSE = 50;
const COURSES = { least: 10, most: 300 } as const;
const COURSES_PER_AUTHOR = 5;

/** Lengths of PDFs in pages, with their weights: from a hand-out to a whole script. */
const PAGES = [
  [1, 3],
  [2, 4],
  [5, 5],
  [12, 4],
  [25, 2],
  [50, 1],
] as const;

const SUBJECTS: { subject: string; topics: readonly string[] }[] = [
  {
    subject: 'Mathematics',
    topics: ['Linear Algebra', 'Calculus', 'Probability', 'Discrete Structures', 'Statistics'],
  },
  {
    subject: 'Computer Science',
    topics: ['Algorithms', 'Operating Systems', 'Databases', 'Networks', 'Compilers'],
  },
  {
    subject: 'Physics',
    topics: ['Mechanics', 'Electromagnetism', 'Thermodynamics', 'Optics', 'Quantum Physics'],
  },
  { subject: 'Biology', topics: ['Cell Biology', 'Genetics', 'Ecology', 'Physiology', 'Evolution'] },
  {
    subject: 'Economics',
    topics: ['Microeconomics', 'Macroeconomics', 'Game Theory', 'Public Finance', 'Trade'],
  },
  {
    subject: 'History',
    topics: ['Ancient Worlds', 'The Middle Ages', 'Empires', 'Revolutions', 'The Cold War'],
  },
  { subject: 'Law', topics: ['Contracts', 'Torts', 'Constitutional Law', 'Criminal Law', 'Property'] },
  { subject: 'Psychology', topics: ['Perception', 'Memory', 'Development', 'Social Psychology', 'Methods'] },
];
const LEVELS = ['An Introduction', 'Intermediate', 'Advanced', 'A Seminar'] as const;
const KINDS = [
  'Reader',
  'Lecture notes',
  'Exercises',
  'Summary',
  'Case study',
  'Slides',
  'Past papers',
  'Glossary',
] as const;

export type PlannedMaterial = {
  id: number;
  courseId: number;
  position: number;
  title: string;
  pages: number;
};

export type PlannedCourse = {
  id: number;
  authorNumber: number;
  subject: string;
  title: string;
  description: string;
  materials: PlannedMaterial[];
};

export type Catalogue = {
  students: number;
  authors: number;
  courses: PlannedCourse[];
  materials: PlannedMaterial[];
};

/** Ids have equal length at any size of the data set, so that they sort in numeric order. Numbers start at 0, ids at 1. */
export function studentId(number: number): string {
  return `u-${String(number + 1).padStart(7, '0')}`;
}

export function authorId(number: number): string {
  return `a-${String(number + 1).padStart(5, '0')}`;
}

export function objectKeyOf({ courseId, id }: Pick<PlannedMaterial, 'courseId' | 'id'>): string {
  return `courses/${courseId}/${id}.pdf`;
}

/** Courses and their PDFs. Small compared with the rows that students make of it, so every worker plans it for itself. */
export function planCatalogue(students: number, randomSeed: number): Catalogue {
  const random = Random.from(randomSeed, 'catalogue');
  const count = Math.min(COURSES.most, Math.max(COURSES.least, Math.ceil(students / STUDENTS_PER_COURSE)));
  const authors = Math.ceil(count / COURSES_PER_AUTHOR);
  const courses: PlannedCourse[] = [];
  const materials: PlannedMaterial[] = [];
  for (let number = 0; number < count; number += 1) {
    const { subject, topics } = SUBJECTS[number % SUBJECTS.length]!;
    const topic = random.pick(topics);
    const title = `${topic}: ${random.pick(LEVELS)} ${number + 1}`;
    const ofCourse = Array.from(
      { length: random.integer(3, KINDS.length) },
      (_, place): PlannedMaterial => ({
        id: materials.length + place + 1,
        courseId: number + 1,
        position: place + 1,
        title: `${topic}, ${KINDS[place]}`,
        pages: random.pickWeighted(PAGES),
      }),
    );
    materials.push(...ofCourse);
    courses.push({
      id: number + 1,
      authorNumber: number % authors,
      subject,
      title,
      description: `${subject}, week by week: ${topics.join(', ').toLowerCase()}. ${ofCourse.length} documents.`,
      materials: ofCourse,
    });
  }
  return { students, authors, courses, materials };
}
