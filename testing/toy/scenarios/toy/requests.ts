import type { System } from '../../../../scenarios/lib/route.ts';
import { BOOKS_PER_SHELF } from '../../reference-server/toy/documented.ts';

/* Nothing here needs k6, so that a test can import it. */

const IMAGE = 'QUJD'.repeat(2_000);

/** Who sends a request, and the book that it is about: the values of "{userId}" and the other names below. */
export type Reader = { userId: string; token: string; shelfId: number; book: number };

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
