import { SharedArray } from 'k6/data';
import type { ApiRequest } from '../../../../scenarios/lib/request.ts';

const BOOKS_PER_SHELF = 5;
const IMAGE = 'QUJD'.repeat(2_000);

type World = { readers: [userId: string, token: string, shelfId: number][] };

const readers = new SharedArray('readers', () =>
  (JSON.parse(open(__ENV.WORLD_FILE as string)) as World).readers.map((fields) => fields.join(' ')),
);

export type Reader = { userId: string; token: string; shelfId: number };

/** @param share of all readers, from [0, 1): who stands there */
export function readerAt(share: number): Reader {
  const [userId, token, shelfId] = readers[Math.floor(share * readers.length)]!.split(' ');
  return { userId: userId!, token: token!, shelfId: Number(shelfId) };
}

/** A page of three requests. */
export function page({ userId, token, shelfId }: Reader, draw: number): ApiRequest[] {
  const book = bookOf(shelfId, draw);
  const get = { method: 'GET', token, status: 200 } as const;
  return [
    {
      ...get,
      name: 'shelf.read',
      path: `/shelves/${shelfId}`,
      isRight: (look) => look('id') === shelfId && look('books.#') === BOOKS_PER_SHELF,
    },
    { ...get, name: 'book.read', path: `/books/${book}`, isRight: (look) => look('id') === book },
    {
      ...get,
      name: 'covers.list',
      path: `/readers/${userId}/covers`,
      isRight: (look) => look('userId') === userId,
    },
  ];
}

export function upload(
  { userId, token, shelfId }: Reader,
  draw: number,
): ApiRequest & { acknowledges: string } {
  const book = bookOf(shelfId, draw);
  return {
    name: 'cover.upload',
    method: 'PUT',
    path: `/readers/${userId}/covers/${book}`,
    token,
    body: { image: IMAGE },
    status: 200,
    isRight: (look) => look('userId') === userId && look('sizeBytes') === IMAGE.length,
    acknowledges: `cover ${userId} ${book}`,
  };
}

function bookOf(shelfId: number, draw: number): number {
  return (shelfId - 1) * BOOKS_PER_SHELF + 1 + Math.floor(draw * BOOKS_PER_SHELF);
}
