import { expect, it } from 'vitest';
import { madeUpIndex } from '../testdata/indexes.ts';
import { indexHeadline } from './headline.ts';

it.each([
  ['all-pass', 'All 2 platforms carry their documented load.'],
  [
    'mixed',
    '1 of 4 platforms carries its documented load. City Library does not; Clinic could not be judged; Farmers’ Market could not run.',
  ],
  [
    'interrupted',
    '0 of 3 platforms carry their documented load. Lecture Hall is not settled; City Library could not be judged; Clinic was not measured.',
  ],
  [
    'experiments',
    '5 experiments: 1 claim is supported, 1 claim is refuted, 1 without a claim found no difference, 1 is invalid, 1 could not run.',
  ],
  ['growth', '3 experiments: 1 claim is supported, 2 without a claim found differences.'],
] as const)('of "%s"', (name, sentence) => {
  expect(indexHeadline(madeUpIndex(name))).toBe(sentence);
});
