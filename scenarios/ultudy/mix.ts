import { type Journey, stepShares } from '../lib/journey.ts';

/** What a student does in one turn: visits a page (several requests), or sends one request. */
export type Page = 'home' | 'course first' | 'course repeat' | 'pdf' | 'pdf download';
export type Step =
  | Page
  | 'course.list'
  | 'course.search'
  | 'course.enrol'
  | 'progress.record'
  | 'bookmark.set';

/** The requests of each page: the second group is sent once the first is answered. */
export const pages: Record<Page, string[][]> = {
  home: [['dashboard.read']],
  'course first': [['course.read'], ['progress.read', 'bookmark.list']],
  'course repeat': [['course.read'], ['progress.read', 'bookmark.list']],
  // A reader program asks for the table at the end of the file, and for the page that is shown.
  pdf: [['material.link'], ['pdf.end', 'pdf.page']],
  'pdf download': [['material.link'], ['pdf.whole']],
};

/** Those of a page with two requests at once, and of a PDF of which two parts are read at once. */
export const connectionsPerUser = { toSystem: 2, toObjectStore: 2 };

/**
 * The closed model walks through these; the open model draws single steps from them. README.md explains the weights. A course is opened
 * twice in the last journey, in the first visit and on coming back "the next day": the page load of the claim.
 */
export const journeys = (): Journey<Step>[] => [
  { name: 'browse', weight: 20, steps: ['course.list', 'course.search'] },
  { name: 'take another course', weight: 2, steps: ['course.list', 'course.search', 'course.enrol'] },
  {
    name: 'study',
    weight: 30,
    steps: ['home', 'course first', 'pdf', 'progress.record', 'pdf', 'progress.record', 'bookmark.set'],
  },
  {
    name: 'come back the next day',
    weight: 30,
    steps: ['home', 'course first', 'pdf', 'home', 'course repeat', 'pdf', 'progress.record'],
  },
  { name: 'take a PDF along', weight: 5, steps: ['course first', 'pdf download'] },
];

/** How many requests a turn sends on average. */
export function requestsPerTurn(): number {
  let mean = 0;
  for (const [step, share] of stepShares(journeys())) {
    mean += share * (step in pages ? pages[step as Page].flat().length : 1);
  }
  return mean;
}
