import { describe, expect, it } from 'vitest';
import { worldText } from './world-text.ts';

async function* pagesOf<Item>(items: Item[], pageSize: number): AsyncGenerator<Item[]> {
  for (let at = 0; at < items.length; at += pageSize) yield items.slice(at, at + pageSize);
}

describe('worldText', () => {
  const head = { platform: 'toy', today: '2025-04-23', password: 'with "quotes"' };
  const readers = [
    ['r-1', 't1'],
    ['r-2', 't2'],
    ['r-3', 't3'],
  ];
  const shelves = [{ id: 'p', books: [2] }];
  const examples = [{ userId: 'r-1', role: 'reader', token: 't1' }];

  it.each([1, 2, 10])('is the JSON of a world, with pages of %i', async (pageSize) => {
    const pieces = worldText({
      head,
      lists: {
        readers: pagesOf(readers, pageSize),
        shelves: pagesOf(shelves, pageSize),
        none: pagesOf([], 1),
      },
      tail: () => ({ userCount: 3, examples }),
    });
    expect(JSON.parse((await Array.fromAsync(pieces)).join(''))).toEqual({
      ...head,
      readers,
      shelves,
      none: [],
      userCount: 3,
      examples,
    });
  });

  it('reads one list after the other, and the tail last', async () => {
    const order: string[] = [];
    async function* noted(name: string): AsyncGenerator<string[]> {
      order.push(name);
      yield [name];
    }
    const pieces = worldText({
      head,
      lists: { first: noted('first'), second: noted('second') },
      tail: () => {
        order.push('tail');
        return { userCount: 0, examples: [] };
      },
    });
    await Array.fromAsync(pieces);
    expect(order).toEqual(['first', 'second', 'tail']);
  });
});
