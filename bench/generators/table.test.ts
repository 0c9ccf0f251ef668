import { expect, it } from 'vitest';
import { alignedTable } from './table.ts';

it('aligns the first and the last column to the left, the others to the right', () => {
  expect(
    alignedTable([
      ['tool', 'requests/s', 'checks'],
      ['oha', '12', 'status'],
    ]),
  ).toEqual(['tool  requests/s  checks', 'oha           12  status']);
});
