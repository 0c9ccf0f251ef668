import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { untilAborted } from './until-aborted.ts';

let unhandled: unknown[];
const note = (reason: unknown) => unhandled.push(reason);
beforeEach(() => {
  unhandled = [];
  process.on('unhandledRejection', note);
});
afterEach(() => process.off('unhandledRejection', note));

describe('untilAborted', () => {
  const reason = new Error('interrupted');

  it('returns what the work returns, or fails as it fails', async () => {
    const { signal } = new AbortController();
    expect(await untilAborted(Promise.resolve(1), signal)).toBe(1);
    await expect(untilAborted(Promise.reject(reason), signal)).rejects.toBe(reason);
  });

  it.each(['before', 'meanwhile'])(
    'abandons the work when it is aborted %s, however the work ends',
    async (when) => {
      const abort = new AbortController();
      const work = Promise.withResolvers<never>();
      if (when === 'before') abort.abort(reason);
      const result = untilAborted(work.promise, abort.signal);
      abort.abort(reason);
      await expect(result).rejects.toBe(reason);
      work.reject(new Error('a consequence'));
      await turn();
      await turn();
      expect(unhandled).toEqual([]);
    },
  );
});
