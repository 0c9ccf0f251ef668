import { describe, expect, it } from 'vitest';
import { readCopyLine } from '../testing/read-copy-line.ts';
import { planCatalogue } from './catalogue.ts';
import { seed } from './index.ts';
import { materialFiles, partSha256sOf, pdfOf, sha256Of } from './material-files.ts';

type Row = Record<string, string | null>;

const STUDENTS = 600;

function tablesOf(size: number, randomSeed = 1): Record<string, Row[]> {
  const { tables } = seed.plan({ size, randomSeed, passwordHash: 'hash' });
  return Object.fromEntries(
    tables.map(({ name, columns, blocks, rows }) => [
      name,
      Array.from({ length: blocks }, (_, block) => [...rows(block)])
        .flat()
        .map((line) => {
          const values = readCopyLine(line);
          expect(values.length).toBe(columns.length);
          return Object.fromEntries(columns.map((column, index) => [column, values[index]!]));
        }),
    ]),
  );
}

describe(`rows of Ultudy, ${STUDENTS} students`, () => {
  const { users, courses, materials, enrolments, study_progress, bookmarks } = tablesOf(STUDENTS) as {
    [table: string]: Row[];
  };
  const materialById = new Map(materials!.map((row) => [row.id, row]));
  const taken = new Set(enrolments!.map((row) => `${row.user_id} ${row.course_id}`));

  it('has students and authors, each with an address of their own', () => {
    expect(users!.filter(({ role }) => role === 'student')).toHaveLength(STUDENTS);
    expect(new Set(users!.map(({ email }) => email)).size).toBe(users!.length);
    const ids = new Set(users!.map((row) => row.user_id));
    for (const { author_id } of courses!) expect(ids.has(author_id)).toBe(true);
  });

  it('has a course for every 50 students, with 3 to 8 PDFs of 1 to 50 pages', () => {
    expect(courses).toHaveLength(STUDENTS / 50);
    const sizes = [...Map.groupBy(materials!, (row) => row.course_id).values()].map((of) => of.length);
    expect(sizes).toHaveLength(courses!.length);
    expect([Math.min(...sizes) >= 3, Math.max(...sizes) <= 8]).toEqual([true, true]);
    const pages = materials!.map((row) => Number(row.pages));
    expect([Math.min(...pages), Math.max(...pages)]).toEqual([1, 50]);
  });

  it('enrols each student in four courses, the popular ones more often', () => {
    expect(taken.size).toBe(4 * STUDENTS);
    expect(enrolments).toHaveLength(4 * STUDENTS);
    const inCourse = (id: number) => enrolments!.filter((row) => row.course_id === String(id)).length;
    expect(inCourse(1)).toBeGreaterThan(2 * inCourse(courses!.length));
  });

  it('has progress and bookmarks only in PDFs of courses that the student takes, once each, on pages that exist', () => {
    for (const rows of [study_progress!, bookmarks!]) {
      expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
      expect(new Set(rows.map((row) => `${row.user_id} ${row.material_id}`)).size).toBe(rows.length);
      for (const { user_id, material_id, page, furthest_page } of rows) {
        const { course_id, pages } = materialById.get(material_id!)!;
        expect(taken.has(`${user_id} ${course_id}`)).toBe(true);
        expect(Number(page)).toBeGreaterThanOrEqual(1);
        expect(Number(furthest_page ?? page)).toBeGreaterThanOrEqual(Number(page));
        expect(Number(furthest_page ?? page)).toBeLessThanOrEqual(Number(pages));
      }
    }
    expect(study_progress!.length / STUDENTS).toBeGreaterThan(10);
    for (const row of study_progress!)
      expect(row.course_id).toBe(materialById.get(row.material_id!)!.course_id);
  });

  it('has a file for every PDF, of the size and the checksum in its row', () => {
    const files = [...materialFiles(planCatalogue(STUDENTS, 1), 1)];
    expect(files.map(({ key }) => key)).toEqual(materials!.map((row) => row.object_key));
    for (const [index, { bytes, contentType }] of files.entries()) {
      const { size_bytes, sha256 } = materials![index]!;
      expect([contentType, String(bytes.length), sha256Of(bytes)]).toEqual([
        'application/pdf',
        size_bytes,
        sha256,
      ]);
    }
  });

  it('knows the checksum of each part of a PDF that a reader asks for', () => {
    const { materials: planned } = planCatalogue(STUDENTS, 1);
    const material = planned.find(({ pages }) => pages === 2)!;
    const pdf = pdfOf(material, 1);
    const middle = pdf.length / 2;
    expect(partSha256sOf(pdf, 2)).toEqual(
      [
        pdf,
        pdf.subarray(-1024),
        pdf.subarray(0, Math.ceil(middle) + 1),
        pdf.subarray(Math.floor(middle)),
      ].map(sha256Of),
    );
  });
});

it('is the same from the same seed, and another from another; one student is enough', () => {
  expect(tablesOf(120, 3)).toEqual(tablesOf(120, 3));
  expect(tablesOf(120, 4)).not.toEqual(tablesOf(120, 3));
  for (const rows of Object.values(tablesOf(1))) expect(rows.length).toBeGreaterThan(0);
});
