import { afterAll, beforeAll, expect, it } from 'vitest';
import { failuresOf, prepareWholeRuns, shortProfile } from './testing/whole-run.ts';

let whole: Awaited<ReturnType<typeof prepareWholeRuns>>;

beforeAll(async () => {
  whole = await prepareWholeRuns();
});
afterAll(() => whole?.end());

// Its verdict rests on times, which a machine that is busy with other tests leaves open.
it('a slow query turns its own target red and no other', async () => {
  const finished = await whole.run({
    profile: await shortProfile(),
    defects: { slowStatement: { statement: 'sync_read', delayMs: 150 } },
  });
  expect(finished.verdict.status).toBe('fail');
  expect(failuresOf(finished)).toContain('tvet.db');
  expect(failuresOf(finished).filter((id) => id !== 'tvet.db' && id !== 'tvet.p95')).toEqual([]);
});
