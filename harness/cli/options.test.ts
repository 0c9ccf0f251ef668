import { describe, expect, it } from 'vitest';
import { ProofloadError } from '../model/errors.ts';
import { plant, wholeNumber } from './options.ts';

const users = { min: 1, max: 100_000 };

describe('wholeNumber', () => {
  it('reads digits within the range', () => {
    expect(wholeNumber('--users', '30000', users)).toBe(30_000);
  });

  it.each(['-5', 'abc', '1.5', '1e3', '', ' 7', '0', '100001', '0x10'])('refuses "%s"', (text) => {
    expect(() => wholeNumber('--users', text, users)).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTION',
        message: `--users must be a whole number from 1 to 100,000, not "${text}".`,
      }),
    );
  });
});

describe('plant', () => {
  it('reads each kind of fault', () => {
    expect(plant('cache-off')).toEqual({ kind: 'cache-off' });
    expect(plant('slow-statement=sync_read:80')).toEqual({
      kind: 'slow-statement',
      statement: 'sync_read',
      delayMs: 80,
    });
    expect(plant('failed-responses=0.01')).toEqual({ kind: 'failed-responses', ratio: 0.01 });
  });

  it.each(['cache', 'slow-statement=x', 'slow-statement=x:0', 'failed-responses=2', ''])(
    'refuses "%s"',
    (t) => {
      expect(() => plant(t)).toThrow(ProofloadError);
    },
  );
});
