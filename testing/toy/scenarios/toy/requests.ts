import { draw, shared } from '../../../../scenarios/lib/extension.ts';
import type { System } from '../../../../scenarios/lib/route.ts';

const BOOKS_PER_SHELF = 5;
const IMAGE = 'QUJD'.repeat(2_000);

type World = { readers: [userId: string, token: string, shelfId: number][] };

const people = shared('people', () => ({
  readers: (JSON.parse(open(__ENV.WORLD_FILE as string)) as World).readers,
}));

export const readerCount = people.count('readers');

/** Who sends a request, and the book that it is about. */
export type Reader = { userId: string; token: string; shelfId: number; book: number };

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

/** A page of three requests, and an upload. */
export function librarySystem(): System {
  const token = '{token}';
  return {
    routes: {
      'shelf.read': {
        method: 'GET',
        path: '/shelves/{shelfId}',
        token,
        checks: [
          { path: 'id', equals: '{shelfId}' },
          { path: 'books.#', equals: BOOKS_PER_SHELF },
        ],
      },
      'book.read': {
        method: 'GET',
        path: '/books/{book}',
        token,
        checks: [{ path: 'id', equals: '{book}' }],
      },
      'covers.list': {
        method: 'GET',
        path: '/readers/{userId}/covers',
        token,
        checks: [{ path: 'userId', equals: '{userId}' }],
      },
      'cover.upload': {
        method: 'PUT',
        path: '/readers/{userId}/covers/{book}',
        token,
        transfer: 'upload',
        body: { json: { image: IMAGE } },
        checks: [
          { path: 'userId', equals: '{userId}' },
          { path: 'sizeBytes', equals: IMAGE.length },
        ],
        acknowledges: { kind: 'cover', subject: '{userId}', object: '{book}' },
      },
    },
    pages: { shelf: [['shelf.read'], ['book.read', 'covers.list']] },
  };
}
