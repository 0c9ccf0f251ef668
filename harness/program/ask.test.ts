import { PassThrough } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import { describe, expect, it } from 'vitest';
import { askOn } from './ask.ts';

function terminal() {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = Object.assign(new PassThrough(), { isTTY: true });
  const ending = new AbortController();
  const ask = askOn(input as unknown as ReadStream, output as unknown as WriteStream, ending.signal)!;
  return { input, ending, ask };
}

describe('a question on a terminal', () => {
  it('returns the answer without the spaces around it', async () => {
    const { input, ask } = terminal();
    const answer = ask('Where? ');
    input.write('  here \n');
    expect(await answer).toBe('here');
  });

  it.each<[string, (given: ReturnType<typeof terminal>) => unknown]>([
    ['Ctrl-C', ({ input }) => input.write('\u0003')],
    ['Ctrl-D', ({ input }) => input.write('\u0004')],
    ['the end of the input', ({ input }) => input.end()],
    ['the end of the program', ({ ending }) => ending.abort('SIGTERM')],
  ])('is interrupted by %s', async (_, interrupt) => {
    const given = terminal();
    const answer = given.ask('Where? ');
    interrupt(given);
    await expect(answer).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });

  it('is not asked without a terminal', () => {
    const { signal } = new AbortController();
    const stream = new PassThrough();
    expect(askOn(stream as unknown as ReadStream, stream as unknown as WriteStream, signal)).toBeNull();
  });
});
