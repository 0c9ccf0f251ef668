import type { WorldHeader } from '../../../../harness/model/platform.ts';
import { draw, shared } from '../../../../scenarios/lib/extension.ts';
import { readWorld } from '../../../../scenarios/lib/read-world.ts';
import { BOOKS_PER_SHELF } from '../../reference-server/toy/documented.ts';
import type { Reader } from './requests.ts';

/** The list that the seed adds to world.json for this scenario. */
type World = WorldHeader & { readers: [userId: string, token: string, shelfId: number][] };

const people = shared('people', () => ({
  readers: readWorld<World>().readers,
}));

export const readerCount = people.count('readers');

/** @param index which of all readers */
export function readerAt(index: number): Reader {
  const shelfId: number = people.get('readers', index, 2);
  return {
    userId: people.get('readers', index, 0),
    token: people.get('readers', index, 1),
    shelfId,
    book: (shelfId - 1) * BOOKS_PER_SHELF + 1 + Math.floor(draw() * BOOKS_PER_SHELF),
  };
}
