import { expect, it } from 'vitest';
import { oneAtATime } from './one-at-a-time.ts';

it('begins each piece of work when the previous one has ended, also by an error', async () => {
  const inTurn = oneAtATime();
  const seen: string[] = [];
  const ends = ['a', 'b', 'c'].map(() => Promise.withResolvers<string>());
  const works = ends.map(({ promise }, index) =>
    inTurn(() => {
      seen.push(`begin ${index}`);
      return promise.finally(() => seen.push(`end ${index}`));
    }),
  );
  const outcomes = Promise.allSettled(works);
  ends[2]!.resolve('last');
  ends[1]!.reject(new Error('no'));
  ends[0]!.resolve('first');
  expect((await outcomes).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(seen).toEqual(['begin 0', 'end 0', 'begin 1', 'end 1', 'begin 2', 'end 2']);
});
