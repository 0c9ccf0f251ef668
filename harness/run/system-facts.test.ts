import { expect, it } from 'vitest';
import { familyOf } from './system-facts.ts';

it.each([
  ['student_sync:s-0000001', 'student_sync'],
  ['test:session:42:answers', 'test:session'],
  ['test:42', 'test'],
  ['test', 'test'],
  ['testimony:1', null],
  ['lock:student_sync:1', null],
])('%s is of the family %s: the longest that its key begins with', (key, family) => {
  expect(familyOf(key, ['test', 'student_sync', 'test:session'])).toBe(family);
});
