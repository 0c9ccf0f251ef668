import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failuresOf, prepareWholeRuns, shortProfile } from './testing/whole-run.ts';

let whole: Awaited<ReturnType<typeof prepareWholeRuns>>;

beforeAll(async () => {
  whole = await prepareWholeRuns();
});
afterAll(() => whole?.end());

describe('a planted defect turns its own target red and no other', () => {
  it('a cache that is off', async () => {
    const finished = await whole.run({ profile: await shortProfile(), topology: { cache: 'none' } });
    expect(failuresOf(finished)).toEqual(['tvet.hit-ratio']);
  });

  it('1% of responses that fail', async () => {
    const finished = await whole.run({
      profile: await shortProfile({ withKilledServer: true }),
      defects: { failedResponseRatio: 0.01 },
    });
    expect(failuresOf(finished)).toEqual(['tvet.availability']);
  });
});
