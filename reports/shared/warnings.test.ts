import { describe, expect, it } from 'vitest';
import { fixture } from '../testdata/fixtures.ts';
import { warningsOf } from './warnings.ts';

describe('warningsOf', () => {
  it('gives what ended a failed run, what to do, and the code', () => {
    const { run } = fixture('pass');
    const endedBy = { code: 'PART_DIED', message: 'redis ended by itself.', hint: 'Its log is x.' };
    expect(warningsOf({ ...run, state: 'failed', endedBy })).toEqual([
      {
        title: 'This run failed.',
        text: 'It ended before its load was complete. redis ended by itself. Its log is x. (PART_DIED)',
      },
    ]);
  });

  it('says no more than is known about a run of an older version', () => {
    const { run } = fixture('pass');
    expect(warningsOf({ ...run, state: 'failed' })).toEqual([
      { title: 'This run failed.', text: 'It ended before its load was complete.' },
    ]);
  });
});
