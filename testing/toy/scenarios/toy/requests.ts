import type { System } from '../../../../scenarios/lib/route.ts';
import { uploadOf } from '../../../../scenarios/lib/upload.ts';
import { BOOKS_PER_SHELF, COVER, coverText } from '../../reference-server/toy/documented.ts';

/* Nothing here needs k6, so that a test can import it. */

/** Who sends a request, and the book that it is about: the values of "{userId}" and the other names below. */
export type Reader = { userId: string; token: string; shelfId: number; book: number };

/** A page of three requests, an upload to the object store, and a download. */
export function librarySystem(): System {
  const token = '{token}';
  const upload = uploadOf({ file: 'cover', ...COVER });
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
      'cover.announce': {
        method: 'POST',
        path: '/readers/{userId}/covers/{book}',
        token,
        body: { json: { sizeBytes: COVER.sizeBytes, sha256: COVER.sha256 } },
        checks: [{ path: 'uploads.0.method', equals: 'PUT' }],
        captures: upload.captures,
      },
      'cover.send': upload.put(0, { transfer: 'upload' }),
      'cover.complete': {
        method: 'POST',
        path: '/readers/{userId}/covers/{book}/complete',
        token,
        checks: [
          { path: 'userId', equals: '{userId}' },
          { path: 'sizeBytes', equals: COVER.sizeBytes },
        ],
        acknowledges: upload.acknowledges,
      },
      'cover.find': {
        method: 'GET',
        path: '/books/{book}/cover',
        token,
        checks: [{ path: 'id', is: 'text' }],
        captures: { coverUrl: 'url' },
      },
      'cover.download': {
        method: 'GET',
        path: '{coverUrl}',
        transfer: 'download',
        checks: [{ body: 'file', equals: 'cover' }],
      },
    },
    pages: {
      shelf: [['shelf.read'], ['book.read', 'covers.list']],
      upload: [['cover.announce'], ['cover.send'], ['cover.complete']],
      cover: [['cover.find'], ['cover.download']],
    },
    files: { cover: { text: coverText() } },
  };
}
