import { expect, it } from 'vitest';
import { ProofloadError } from '../model/errors.ts';
import { inTurn, type Turn } from './in-turn.ts';

const missing = new ProofloadError('PROGRAM_MISSING', 'nginx was not found.', 'Install it.');

function observed(signal = new AbortController().signal) {
  let nowMs = 0;
  const seen: number[] = [];
  return {
    seen,
    pass: (ms: number) => {
      nowMs += ms;
    },
    of: {
      signal,
      clock: () => nowMs,
      onTurn: async (turns: readonly Turn<string>[]) => void seen.push(turns.length),
    },
  };
}

it('carries out everything in order, and says how long each took', async () => {
  const { seen, pass, of } = observed();
  const work = (name: string, ms: number) => async () => {
    pass(ms);
    return name;
  };
  expect(await inTurn([work('a', 3), work('b', 5)], of)).toEqual([
    { result: 'a', durationMs: 3 },
    { result: 'b', durationMs: 5 },
  ]);
  expect(seen).toEqual([1, 2]);
});

it('goes on after a failure, also after one that nobody expected', async () => {
  const turns = await inTurn(
    [
      () => Promise.reject(missing),
      () => Promise.reject(new TypeError('x is not a function')),
      async () => 'last',
    ],
    observed().of,
  );
  expect(turns).toMatchObject([
    { failure: missing },
    { failure: { code: 'INTERNAL', message: expect.stringContaining('x is not a function') } },
    { result: 'last' },
  ]);
});

it('ends after an interruption, and keeps what was done', async () => {
  const abort = new AbortController();
  const { seen, of } = observed(abort.signal);
  const turns = await inTurn(
    [
      async () => {
        abort.abort('SIGINT');
        return 'measured until then';
      },
      async () => 'never',
    ],
    of,
  );
  expect(turns).toEqual([{ result: 'measured until then', durationMs: 0 }]);
  expect(seen).toEqual([1]);
});
