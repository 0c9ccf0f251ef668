import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../scenarios/lib/route.ts';
import { filledJson, judge } from '../../../../scenarios/testing/judge.ts';
import { librarySystem, type Reader } from './requests.ts';

const { routes } = librarySystem();
const reader: Reader = { userId: 'r-000001', token: 'token-of-r-1', shelfId: 2, book: 7 };

/** A correct response to each route, and changes each of which makes it wrong. */
const CASES: Record<string, { right: Json; wrong: Json[] }> = {
  'shelf.read': {
    right: { id: 2, books: [6, 7, 8, 9, 10] },
    wrong: [{ id: 3 }, { books: [6] }, { books: null }],
  },
  'book.read': { right: { id: 7, title: 'Volume 7', covers: 0 }, wrong: [{ id: 8 }, { id: '7' }] },
  'covers.list': { right: { userId: 'r-000001', covers: [] }, wrong: [{ userId: 'r-000002' }] },
  'cover.upload': {
    right: { userId: 'r-000001', bookId: '7', sizeBytes: 8000 },
    wrong: [{ userId: 'r-000002' }, { sizeBytes: 7999 }],
  },
};

it('has a case for each route', () => expect(Object.keys(CASES)).toEqual(Object.keys(routes)));

describe.each(Object.entries(CASES))('%s', (name, { right, wrong }) => {
  const outcomeOf = (body: Json) =>
    judge(routes[name]!, reader, { status: 200, body: JSON.stringify(body) }).outcome;

  it('accepts the correct response', () => expect(outcomeOf(right)).toBe('correct'));

  it.each(wrong.map((change) => [JSON.stringify(change), change] as const))(
    'refuses one with %s',
    (_, change) => expect(outcomeOf({ ...right, ...change })).toBe('content'),
  );
});

it('acknowledges what the data check looks for', () => {
  const acknowledged = filledJson(routes['cover.upload']!.acknowledges, reader);
  expect(acknowledged).toEqual({ kind: 'cover', subject: 'r-000001', object: 7 });
});
