import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunksOf } from './chunks.ts';

describe('chunksOf', () => {
  it('holds all lines in order, splits none, and exceeds its size only for a single longer line', () => {
    const lines = fc.array(
      fc.string({ unit: 'grapheme', maxLength: 60 }).map((text) => `${text.replaceAll('\n', '')}\n`),
    );
    fc.assert(
      fc.property(lines, fc.integer({ min: 1, max: 100 }), (input, chunkBytes) => {
        const chunks = [...chunksOf(input, chunkBytes)];
        expect(Buffer.concat(chunks).toString()).toBe(input.join(''));
        for (const chunk of chunks) {
          expect(chunk.at(-1)).toBe(0x0a);
          if (chunk.length > chunkBytes)
            expect(chunk.toString().indexOf('\n')).toBe(chunk.toString().length - 1);
        }
      }),
    );
  });

  it('fills chunks well, and yields none for no lines', () => {
    const chunks = [...chunksOf(Array<string>(10_000).fill(`${'x'.repeat(99)}\n`), 10_000)];
    expect(chunks.length).toBeLessThan(105);
    expect([...chunksOf([])]).toEqual([]);
  });

  it('gives every chunk its own memory, because one may still be in flight when the next is made', () => {
    const [first, second] = [...chunksOf(['a'.repeat(50), 'b'.repeat(50)], 160)];
    expect(first!.toString()).toBe('a'.repeat(50));
    expect(second!.toString()).toBe('b'.repeat(50));
  });
});
