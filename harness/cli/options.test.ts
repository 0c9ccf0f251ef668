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
  it('reads each kind of defect', () => {
    expect(plant('cache-off')).toEqual({ kind: 'cache-off' });
    expect(plant('slow-statement=sync_read:80')).toEqual({
      kind: 'slow-statement',
      statement: 'sync_read',
      delayMs: 80,
    });
    expect(plant('failed-responses=0.01')).toEqual({ kind: 'failed-responses', ratio: 0.01 });
    expect(plant('fails-without-cache')).toEqual({ kind: 'fails-without-cache' });
    expect(plant('pool=2')).toEqual({ kind: 'pool', max: 2 });
    expect(plant('blocked-event-loop=400')).toEqual({ kind: 'blocked-event-loop', forMs: 400 });
    expect(plant('table-lock=user_sessions:600')).toEqual({
      kind: 'table-lock',
      table: 'user_sessions',
      forMs: 600,
    });
    expect(plant('slow-cache=500')).toEqual({ kind: 'slow-cache', forMs: 500 });
    expect(plant('servers-down=5000')).toEqual({ kind: 'servers-down', forMs: 5000 });
    expect(plant('paused-server=5000')).toEqual({ kind: 'paused-server', forMs: 5000 });
  });

  it.each([
    'cache',
    'slow-statement=x',
    'slow-statement=x:0',
    'failed-responses=2',
    'pool=0',
    'blocked-event-loop=0',
    'blocked-event-loop=1000',
    'table-lock=400',
    'table-lock=x; DROP TABLE y:400',
    'slow-cache=x:400',
    'servers-down=0',
    'paused-server=server-2:400',
    '',
  ])('refuses "%s"', (t) => {
    expect(() => plant(t)).toThrow(ProofloadError);
  });

  it('names the defect that was meant, unless only its value is wrong', () => {
    const hintOn = (text: string) => {
      try {
        return plant(text);
      } catch (error) {
        return (error as ProofloadError).hint;
      }
    };
    expect(hintOn('slow-cahce=500')).toMatch(/^Did you mean slow-cache\? Use cache-off, /);
    expect(hintOn('pool=0')).toMatch(/^Use cache-off, /);
  });
});
