import type { Check } from './route.ts';

/** Checks that every object of the list has text in this field. */
export const textInEach = (list: string, path: string): Check[] => [
  { path: list, is: 'list' },
  { each: list, path, is: 'text' },
];
