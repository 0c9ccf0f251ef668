import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../scenarios/lib/route.ts';
import { filledJson, judge } from '../../../../scenarios/testing/judge.ts';
import { COVER } from '../../reference-server/toy/documented.ts';
import { librarySystem, type Reader } from './requests.ts';

const { routes, files } = librarySystem();
const reader: Reader = { userId: 'r-000001', token: 'token-of-r-1', shelfId: 2, book: 7 };

/** A correct response to each route, and changes each of which makes it wrong. */
const CASES: Record<string, { right: Json; wrong: Json[] }> = {
  'shelf.read': {
    right: { id: 2, books: [6, 7, 8, 9, 10] },
    wrong: [{ id: 3 }, { books: [6] }, { books: null }],
  },
  'book.read': { right: { id: 7, title: 'Volume 7', covers: 0 }, wrong: [{ id: 8 }, { id: '7' }] },
  'covers.list': { right: { userId: 'r-000001', covers: [] }, wrong: [{ userId: 'r-000002' }] },
  'cover.announce': {
    right: {
      key: 'covers/r-000001/7',
      uploads: [{ method: 'PUT', url: 'http://store/a', headers: { 'x-amz-checksum-sha256': 'YQ==' } }],
    },
    wrong: [{ uploads: [{ method: 'POST' }] }],
  },
  'cover.complete': {
    right: { userId: 'r-000001', bookId: '7', sizeBytes: 12_000 },
    wrong: [{ userId: 'r-000002' }, { sizeBytes: 11_999 }],
  },
  'cover.find': { right: { id: '7', url: 'http://store/a' }, wrong: [{ id: '' }] },
};

/** Their responses are not JSON. */
const OF_THE_STORE = ['cover.send', 'cover.download'];

it('has a case for each route', () =>
  expect([...Object.keys(CASES), ...OF_THE_STORE].toSorted()).toEqual(Object.keys(routes).toSorted()));

it('knows size and checksum of the file that it sends', () => {
  const { text } = files!.cover as { text: string };
  expect(Buffer.byteLength(text)).toBe(COVER.sizeBytes);
  expect(createHash('sha256').update(text).digest('hex')).toBe(COVER.sha256);
});

describe.each(Object.entries(CASES))('%s', (name, { right, wrong }) => {
  const outcomeOf = (body: Json) =>
    judge(routes[name]!, reader, { status: 200, body: JSON.stringify(body) }).outcome;

  it('accepts the correct response', () => expect(outcomeOf(right)).toBe('correct'));

  it.each(wrong.map((change) => [JSON.stringify(change), change] as const))(
    'refuses one with %s',
    (_, change) => expect(outcomeOf({ ...right, ...change })).toBe('content'),
  );
});

it('acknowledges what the data checks look for', () => {
  const uploader = { ...reader, key: 'covers/r-000001/7' };
  expect(filledJson(routes['cover.complete']!.acknowledges, uploader)).toEqual({
    kind: 'file',
    subject: 'r-000001',
    object: 'covers/r-000001/7',
    sha256: COVER.sha256,
    sizeBytes: '12000',
  });
});
