import type { Check, Route, System } from '../lib/route.ts';
import { pages } from './mix.ts';

/* Nothing here needs k6, so that a test can import it. */

/** Who sends a request, and what it is about during one journey: the values that routes are filled in with. */
export type Student = {
  userId: string;
  token: string;
  subject: string;
  /** a course that the student takes, one of its PDFs, and how many of them it has */
  course: number;
  materials: number;
  material: number;
  /** its length in pages and in bytes */
  pages: number;
  sizeBytes: number;
  /** the same as a header has it */
  sizeText: string;
  /** a page of it, and the first and last byte of about that page, and of the end of the file */
  page: number;
  pageFrom: number;
  pageTo: number;
  endFrom: number;
  endTo: number;
  /** of the whole PDF, of that page's bytes, and of its end */
  sha256: string;
  pageSha256: string;
  endSha256: string;
  /** a course of the catalogue, taken or not */
  other: number;
};

/** A part of a PDF, from the object store or the edge: its first and last byte and its checksum are values of the student. */
function pdfPart(part: 'page' | 'end'): Route {
  const range = `{${part}From}-{${part}To}`;
  return {
    method: 'GET',
    path: '{pdfUrl}',
    headers: { range: `bytes=${range}` },
    transfer: 'part',
    status: 206,
    checks: [
      { header: 'content-type', equals: 'application/pdf' },
      { header: 'content-range', equals: `bytes ${range}/{sizeBytes}` },
      { body: 'sha256', equals: `{${part}Sha256}` },
    ],
  };
}

/** Checks of every course in a list. */
const COURSES_IN_LIST: Check[] = [
  { path: 'courses', is: 'list' },
  { each: 'courses', path: 'title', is: 'text' },
  { path: 'courses.#', atMost: 20 },
];

export function studySystem(): System {
  const token = '{token}';
  return {
    pages,
    routes: {
      'dashboard.read': {
        method: 'GET',
        path: '/api/dashboard',
        token,
        checks: [
          { path: 'userId', equals: '{userId}' },
          { path: 'courses.#', atLeast: 1 },
          { each: 'courses', path: 'title', is: 'text' },
          { path: 'bookmarks.#', atMost: 5 },
        ],
      },
      'course.list': {
        method: 'GET',
        path: '/api/courses?subject={subject}',
        token,
        checks: [
          { path: 'subject', equals: '{subject}' },
          { path: 'courses.#', atLeast: 1 },
          ...COURSES_IN_LIST,
        ],
      },
      'course.search': {
        method: 'GET',
        path: '/api/courses/search?words={subject}',
        token,
        checks: [
          { path: 'words', equals: '{subject}' },
          { path: 'courses.#', atLeast: 1 },
          ...COURSES_IN_LIST,
        ],
      },
      'course.read': {
        method: 'GET',
        path: '/api/courses/{course}',
        token,
        checks: [
          { path: 'id', equals: '{course}' },
          { path: 'author', is: 'text' },
          { path: 'materials.#', equals: '{materials}' },
          { each: 'materials', path: 'pages', is: 'count', atLeast: 1 },
        ],
      },
      'course.enrol': {
        method: 'PUT',
        path: '/api/courses/{other}/enrolment',
        token,
        checks: [
          { path: 'userId', equals: '{userId}' },
          { path: 'courseId', equals: '{other}' },
          { path: 'enrolled', equals: true },
        ],
        acknowledges: { kind: 'enrolment', subject: '{userId}', object: '{other}' },
      },
      'material.link': {
        method: 'GET',
        path: '/api/materials/{material}/link',
        token,
        checks: [
          { path: 'id', equals: '{material}' },
          { path: 'pages', equals: '{pages}' },
          { path: 'sizeBytes', equals: '{sizeBytes}' },
          { path: 'sha256', equals: '{sha256}' },
          { path: 'url', is: 'text' },
        ],
        captures: { pdfUrl: 'url' },
      },
      'pdf.end': pdfPart('end'),
      'pdf.page': pdfPart('page'),
      'pdf.whole': {
        method: 'GET',
        path: '{pdfUrl}',
        transfer: 'download',
        checks: [
          { header: 'content-type', equals: 'application/pdf' },
          { header: 'content-length', equals: '{sizeText}' },
          { body: 'sha256', equals: '{sha256}' },
        ],
      },
      'progress.read': {
        method: 'GET',
        path: '/api/courses/{course}/progress',
        token,
        checks: [
          { path: 'userId', equals: '{userId}' },
          { path: 'courseId', equals: '{course}' },
          { path: 'materials.#', equals: '{materials}' },
        ],
      },
      'progress.record': {
        method: 'PUT',
        path: '/api/materials/{material}/progress',
        token,
        body: { json: { page: '{page}' } },
        checks: [
          { path: 'userId', equals: '{userId}' },
          { path: 'materialId', equals: '{material}' },
          { path: 'page', equals: '{page}' },
          { path: 'furthestPage', is: 'count', atLeast: 1 },
        ],
        acknowledges: { kind: 'progress', subject: '{userId}', object: '{material}', page: '{page}' },
      },
      'bookmark.list': {
        method: 'GET',
        path: '/api/materials/{material}/bookmarks',
        token,
        checks: [
          { path: 'userId', equals: '{userId}' },
          { path: 'materialId', equals: '{material}' },
          { path: 'bookmarks', is: 'list' },
        ],
      },
      'bookmark.set': {
        method: 'PUT',
        path: '/api/materials/{material}/bookmarks/{page}',
        token,
        body: { json: { note: 'Read this again.' } },
        checks: [
          { path: 'userId', equals: '{userId}' },
          { path: 'materialId', equals: '{material}' },
          { path: 'page', equals: '{page}' },
        ],
        acknowledges: { kind: 'bookmark', subject: '{userId}', object: '{material}', page: '{page}' },
      },
    },
  };
}
