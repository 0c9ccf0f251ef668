import { describe, expect, it } from 'vitest';
import { endedBy, exitCodeOf } from './ended-by.ts';
import { EXIT, ProofloadError } from './errors.ts';

describe('endedBy', () => {
  it('keeps code, sentence and hint of an error for people', () => {
    const failure = new ProofloadError('DISK_FULL', 'There is no space left.', 'Free some.');
    expect(endedBy(failure)).toEqual({
      code: 'DISK_FULL',
      message: 'There is no space left.',
      hint: 'Free some.',
    });
    expect(exitCodeOf(endedBy(failure))).toBe(EXIT.environment);
  });

  it('reports everything else as a defect, with the place where it was thrown', () => {
    const ending = endedBy(new TypeError('x is not a function'));
    expect(ending).toMatchObject({
      code: 'INTERNAL',
      message: 'Proofload itself failed: x is not a function',
      hint: expect.stringContaining('ended-by.test.ts'),
    });
    expect(exitCodeOf(ending)).toBe(EXIT.internal);
    expect(endedBy('SIGTERM').message).toBe('Proofload itself failed: SIGTERM');
  });

  it('treats a code of a newer Proofload as an invalid measurement', () => {
    expect(exitCodeOf({ code: 'toString', message: '', hint: '' })).toBe(EXIT.invalid);
  });
});
